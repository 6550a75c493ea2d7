/** How many calls took so long at most: cumulative, as a histogram has it. */
export interface Bucket {
  /** Infinite for the last. */
  readonly upToSeconds: number;
  readonly count: number;
}

/**
 * The duration that a share of calls stayed within, in milliseconds, as Prometheus' `histogram_quantile` estimates it: even
 * within a bucket. Infinite where it lies beyond the last bound; undefined where there were no calls.
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

/** What came between two readings of the same histogram. */
export const between = (earlier: readonly Bucket[], later: readonly Bucket[]): Bucket[] =>
  later.map(({ upToSeconds, count }, index) => ({ upToSeconds, count: count - (earlier[index]?.count ?? 0) }));

/** Two histograms with the same bounds as one. */
export const added = (one: readonly Bucket[], other: readonly Bucket[]): Bucket[] =>
  (one.length > 0 ? one : other).map(({ upToSeconds }, index) => ({
    upToSeconds,
    count: (one[index]?.count ?? 0) + (other[index]?.count ?? 0),
  }));
