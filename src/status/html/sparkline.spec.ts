import { sparkline } from './sparkline.js';

const lines = (values: number[]) =>
  [...sparkline(values, 'x').text.matchAll(/<polyline\s+points="([^"]*)"/g)].map(([, points]) => points);

describe('a sparkline', () => {
  it('goes from zero at the bottom to the highest value at the top', () => {
    expect(lines([0, 5, 10])).toEqual(['0.0,46.0 120.0,24.0 240.0,2.0']);
  });

  it('breaks where there is no value, and draws a single one as a dash', () => {
    expect(lines([1, NaN, 1, 1])).toEqual(['-1.0,2.0 1.0,2.0', '160.0,2.0 240.0,2.0']);
  });

  it('is flat at the bottom where all is zero, and empty without values', () => {
    expect(lines([0, 0])).toEqual(['0.0,46.0 240.0,46.0']);
    expect(lines([])).toEqual([]);
    expect(lines([NaN, Infinity])).toEqual([]);
  });

  it('says in words what it shows, escaped', () => {
    expect(sparkline([1], 'a < "b"').text).toContain('<title>a &lt; &quot;b&quot;</title>');
  });
});
