import { duration, milliseconds, percent, rate } from './format.js';

describe('formatting', () => {
  it('rounds rates and durations to useful digits', () => {
    expect([0, 0.25, 9.96, 12.4, 1234].map(rate)).toEqual(['0.0', '0.3', '10.0', '12', '1,234']);
    expect([undefined, NaN, 1.23, 42.4, 1_234, Infinity].map(milliseconds)).toEqual([
      '–',
      '–',
      '1.2 ms',
      '42 ms',
      '1.2 s',
      '> 10 s',
    ]);
    expect([3, 65, 3_600, 90_061].map(duration)).toEqual(['3 s', '1 min 5 s', '1 h 0 min', '1 d 1 h']);
  });

  it('does not round a share just below 100 % to 100 %', () => {
    expect([0, 0.5, 0.9999, 1, NaN].map(percent)).toEqual(['0 %', '50.0 %', '> 99.9 %', '100 %', '–']);
  });
});
