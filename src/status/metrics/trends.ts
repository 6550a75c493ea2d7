import { ActionSample, MetricSample } from './metric-sample.js';
import { bucketSum, bucketDifference, Bucket, quantileMs } from './quantile.js';

/** Derives time series from samples: one value per pair of successive samples, oldest first. */
export class Trends {
  constructor(private readonly samples: readonly MetricSample[]) {}

  get spanMs(): number {
    return (this.samples.at(-1)?.atMs ?? 0) - (this.samples[0]?.atMs ?? 0);
  }

  /** Returns the growth of a counter per second. */
  rates(countOf: (sample: MetricSample) => number): number[] {
    return this.pairs().map(([earlier, later]) => {
      const elapsedMs = Math.max(1, later.atMs - earlier.atMs);
      return ((countOf(later) - countOf(earlier)) / elapsedMs) * 1_000;
    });
  }

  /** Returns the ratio of two counters' growth, from 0 to 1; NaN if the whole did not grow. */
  shares(partOf: (sample: MetricSample) => number, wholeOf: (sample: MetricSample) => number): number[] {
    return this.pairs().map(
      ([earlier, later]) => (partOf(later) - partOf(earlier)) / (wholeOf(later) - wholeOf(earlier)),
    );
  }

  /** Returns the growth of a counter over all samples. */
  growth(countOf: (sample: MetricSample) => number): number {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    return first && last ? countOf(last) - countOf(first) : 0;
  }

  /** Returns a quantile of the durations of all actions, in milliseconds; NaN without calls. */
  quantiles(share: number): number[] {
    return this.pairs().map(
      ([earlier, later]) => quantileMs(bucketDifference(durationsOf(earlier), durationsOf(later)), share) ?? NaN,
    );
  }

  /** Returns a quantile of the durations over all samples, for one action or for all. */
  quantile(share: number, action?: string): number | undefined {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    return first && last && quantileMs(bucketDifference(durationsOf(first, action), durationsOf(last, action)), share);
  }

  values(valueOf: (sample: MetricSample) => number): number[] {
    return this.samples.map(valueOf);
  }

  private pairs(): [MetricSample, MetricSample][] {
    return this.samples.slice(1).map((later, index) => [this.samples[index] ?? later, later]);
  }
}

export const callsOf = (sample: MetricSample): number => totalOf(sample, ({ calls }) => calls);

export const failuresOf = (sample: MetricSample): number => totalOf(sample, ({ failures }) => failures);

function totalOf({ actions }: MetricSample, countOf: (action: ActionSample) => number): number {
  return Object.values(actions).reduce((total, action) => total + countOf(action), 0);
}

function durationsOf({ actions }: MetricSample, action?: string): Bucket[] {
  const selected = action === undefined ? Object.values(actions) : [actions[action]];
  return selected.reduce<Bucket[]>((all, one) => bucketSum(all, one?.durations ?? []), []);
}
