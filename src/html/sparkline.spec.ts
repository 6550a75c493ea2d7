import { sparkline } from './sparkline.js';

const lines = (values: number[]) =>
  [...sparkline(values, 'x').text.matchAll(/<polyline\s+points="([^"]*)"/g)].map(([, points]) => points);

describe('sparkline', () => {
  it('draws zero at the bottom and the highest value at the top', () => {
    expect(lines([0, 5, 10])).toEqual(['0.0,46.0 120.0,24.0 240.0,2.0']);
  });

  it('interrupts the line at missing values and draws a single value as a dash', () => {
    expect(lines([1, NaN, 1, 1])).toEqual(['-1.0,2.0 1.0,2.0', '160.0,2.0 240.0,2.0']);
  });

  it('draws zeros as a flat line, and draws nothing if there are no values', () => {
    expect(lines([0, 0])).toEqual(['0.0,46.0 240.0,46.0']);
    expect(lines([])).toEqual([]);
    expect(lines([NaN, Infinity])).toEqual([]);
  });

  it('escapes its title', () => {
    expect(sparkline([1], 'a < "b"').text).toContain('<title>a &lt; &quot;b&quot;</title>');
  });
});
