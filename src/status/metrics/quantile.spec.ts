import { bucketSum, bucketDifference, quantileMs } from './quantile.js';

const buckets = (...counts: number[]) =>
  counts.map((count, index) => ({ upToSeconds: [0.01, 0.1, 1, Infinity][index] ?? Infinity, count }));

describe('quantileMs', () => {
  it('interpolates linearly within a bucket', () => {
    expect(quantileMs(buckets(0, 10, 10, 10), 0.5)).toBeCloseTo(55);
    expect(quantileMs(buckets(5, 10, 10, 10), 0.5)).toBeCloseTo(10);
    expect(quantileMs(buckets(0, 0, 4, 4), 1)).toBeCloseTo(1_000);
  });

  it('returns Infinity beyond the last bound and undefined without calls', () => {
    expect(quantileMs(buckets(1, 1, 1, 10), 0.95)).toBe(Infinity);
    expect(quantileMs(buckets(0, 0, 0, 0), 0.95)).toBeUndefined();
    expect(quantileMs([], 0.95)).toBeUndefined();
  });

  it('works on differences and sums of histograms, even of empty histograms', () => {
    expect(bucketDifference(buckets(10, 10, 10, 10), buckets(10, 10, 14, 14)).map(({ count }) => count)).toEqual([
      0, 0, 4, 4,
    ]);
    expect(bucketDifference([], buckets(1, 2, 3, 4)).map(({ count }) => count)).toEqual([1, 2, 3, 4]);
    expect(bucketSum(buckets(1, 2, 3, 4), buckets(1, 1, 1, 1)).map(({ count }) => count)).toEqual([2, 3, 4, 5]);
    expect(bucketSum([], buckets(1, 2, 3, 4)).map(({ count }) => count)).toEqual([1, 2, 3, 4]);
  });
});
