import { ActionSample, MetricSample } from './metric-sample.js';
import { added, between, Bucket, quantileMs } from './quantile.js';

/** What several samples tell: one value for each time between two of them, oldest first. */
export class Trends {
  constructor(private readonly samples: readonly MetricSample[]) {}

  get spanMs(): number {
    return (this.samples.at(-1)?.atMs ?? 0) - (this.samples[0]?.atMs ?? 0);
  }

  /** How much a count grew in a second. */
  rates(countOf: (sample: MetricSample) => number): number[] {
    return this.pairs().map(([earlier, later]) => {
      const tookMs = Math.max(1, later.atMs - earlier.atMs);
      return ((countOf(later) - countOf(earlier)) / tookMs) * 1_000;
    });
  }

  /** A part of a count, from 0 to 1; NaN where nothing was counted. */
  shares(partOf: (sample: MetricSample) => number, wholeOf: (sample: MetricSample) => number): number[] {
    return this.pairs().map(
      ([earlier, later]) => (partOf(later) - partOf(earlier)) / (wholeOf(later) - wholeOf(earlier)),
    );
  }

  /** How much a count grew in all. */
  growth(countOf: (sample: MetricSample) => number): number {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    return first && last ? countOf(last) - countOf(first) : 0;
  }

  /** What a share of all calls stayed within; NaN where there were none. */
  quantiles(share: number): number[] {
    return this.pairs().map(
      ([earlier, later]) => quantileMs(between(durationsOf(earlier), durationsOf(later)), share) ?? NaN,
    );
  }

  /** The same over the whole time, of one action or of all. */
  quantile(share: number, action?: string): number | undefined {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    return first && last && quantileMs(between(durationsOf(first, action), durationsOf(last, action)), share);
  }

  values(valueOf: (sample: MetricSample) => number): number[] {
    return this.samples.map(valueOf);
  }

  private pairs(): [MetricSample, MetricSample][] {
    return this.samples.slice(1).map((later, index) => [this.samples[index] ?? later, later]);
  }
}

/** The calls of all actions. */
export const callsOf = (sample: MetricSample): number => totalOf(sample, ({ calls }) => calls);

export const failuresOf = (sample: MetricSample): number => totalOf(sample, ({ failures }) => failures);

function totalOf({ actions }: MetricSample, countOf: (action: ActionSample) => number): number {
  return Object.values(actions).reduce((total, action) => total + countOf(action), 0);
}

function durationsOf({ actions }: MetricSample, action?: string): Bucket[] {
  const wanted = action === undefined ? Object.values(actions) : [actions[action]];
  return wanted.reduce<Bucket[]>((all, one) => added(all, one?.durations ?? []), []);
}
