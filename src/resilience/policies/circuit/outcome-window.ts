export interface OutcomeTotals {
  readonly attempts: number;
  readonly failures: number;
  readonly slow: number;
}

type Bucket = { -readonly [Count in keyof OutcomeTotals]: number };

const BUCKETS = 100;

const emptyBucket = (): Bucket => ({ attempts: 0, failures: 0, slow: 0 });

/**
 * Counts the outcomes of the last `windowMs` in a hundred buckets, and keeps their sum. So memory and time per outcome do not
 * depend on the rate. An outcome older than the window never counts. An outcome can expire too early, by a hundredth of the
 * window at most.
 */
export class OutcomeWindow {
  private readonly bucketMs: number;
  private readonly buckets: readonly Bucket[] = Array.from({ length: BUCKETS }, emptyBucket);
  private readonly sum = emptyBucket();
  private newest = -Infinity;

  constructor(windowMs: number) {
    this.bucketMs = windowMs / BUCKETS;
  }

  record(nowMs: number, { failed, slow }: { readonly failed: boolean; readonly slow: boolean }): void {
    this.advance(nowMs);
    for (const counts of [this.sum, this.bucket(this.newest)]) {
      counts.attempts += 1;
      counts.failures += Number(failed);
      counts.slow += Number(slow);
    }
  }

  totals(nowMs: number): OutcomeTotals {
    this.advance(nowMs);
    return { ...this.sum };
  }

  clear(): void {
    this.newest = -Infinity;
    for (const counts of [this.sum, ...this.buckets]) Object.assign(counts, emptyBucket());
  }

  /** Clears the buckets that have expired by `nowMs`. */
  private advance(nowMs: number): void {
    const current = Math.floor(nowMs / this.bucketMs);
    if (current - this.newest >= BUCKETS) {
      this.clear();
      this.newest = current;
    }
    while (this.newest < current) {
      this.newest += 1;
      this.forget(this.newest);
    }
  }

  private forget(index: number): void {
    const old = this.bucket(index);
    this.sum.attempts -= old.attempts;
    this.sum.failures -= old.failures;
    this.sum.slow -= old.slow;
    Object.assign(old, emptyBucket());
  }

  private bucket(index: number): Bucket {
    const found = this.buckets[index % BUCKETS];
    if (found === undefined) throw new RangeError(`no bucket for ${index}`);
    return found;
  }
}
