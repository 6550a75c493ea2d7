/** Cumulative histogram bucket. */
export interface Bucket {
  /** Upper bound; `Infinity` for the last bucket. */
  readonly upToSeconds: number;
  readonly count: number;
}

/**
 * Estimates a quantile in milliseconds by linear interpolation within a bucket, as Prometheus' `histogram_quantile` does.
 *
 * @param share 0 to 1
 * @returns `Infinity` beyond the last finite bound; undefined for an empty histogram
 */
export function quantileMs(buckets: readonly Bucket[], share: number): number | undefined {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return undefined;
  const rank = share * total;
  const index = buckets.findIndex(({ count }) => count >= rank);
  const { upToSeconds, count } = buckets[index] ?? { upToSeconds: Infinity, count: 0 };
  const below = buckets[index - 1] ?? { upToSeconds: 0, count: 0 };
  if (!Number.isFinite(upToSeconds)) return Infinity;
  const within = count === below.count ? 1 : (rank - below.count) / (count - below.count);
  return (below.upToSeconds + (upToSeconds - below.upToSeconds) * within) * 1_000;
}

/** Returns the growth of a histogram between two samples. */
export const bucketDifference = (earlier: readonly Bucket[], later: readonly Bucket[]): Bucket[] =>
  later.map(({ upToSeconds, count }, index) => ({ upToSeconds, count: count - (earlier[index]?.count ?? 0) }));

/** Adds two histograms with the same bounds. */
export const bucketSum = (one: readonly Bucket[], other: readonly Bucket[]): Bucket[] =>
  (one.length > 0 ? one : other).map(({ upToSeconds }, index) => ({
    upToSeconds,
    count: (one[index]?.count ?? 0) + (other[index]?.count ?? 0),
  }));
