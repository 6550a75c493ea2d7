const STEP_MS = 0.1;
const LONGEST_MS = 30_000;

/** Latency histogram in steps of 0.1 ms with constant memory. */
export class Latencies {
  private readonly counts = new Uint32Array(LONGEST_MS / STEP_MS + 1);
  total = 0;

  add(ms: number): void {
    const step = Math.min(Math.round(ms / STEP_MS), this.counts.length - 1);
    this.counts[step] = (this.counts[step] ?? 0) + 1;
    this.total += 1;
  }

  /** @param share 0 to 1; 0.99 is the 99th percentile */
  percentileMs(share: number): number {
    const rank = Math.ceil(this.total * share);
    let seen = 0;
    for (const [step, count] of this.counts.entries()) {
      seen += count;
      if (count > 0 && seen >= rank) return Math.round(step) / 10;
    }
    return 0;
  }
}
