import { Latencies } from './latencies.js';
import type { PlannedCall } from './traffic.js';

/** What a call may get while an upstream fails, and for a moment after: to be told to come again, or to take another way. */
const EXCUSED = new Set([409, 424, 429]);
/** An answer leaves by the deadline of 8 s and 250 ms; the rest is the machine's, which the load is made on too. */
const LATEST_MS = 9_000;
const EXAMPLES = 20;

/** What came back: counted, timed, and judged. */
export class Outcomes {
  readonly latencies = new Latencies();
  readonly counts = new Map<string, number>();
  /** What should not have come, in words; the first few. */
  readonly unexpected: string[] = [];
  unexpectedCount = 0;

  /**
   * @param status 0 where no answer came
   * @param isExcused whether upstreams failed while it was under way
   */
  note({ kind, status: wanted, isOurs = false }: PlannedCall, status: number, ms: number, isExcused: boolean): void {
    this.latencies.add(ms);
    const name = `${kind}: ${status}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const isExpected = status === wanted || (isExcused && !isOurs && EXCUSED.has(status));
    if (isExpected && ms <= LATEST_MS) return;
    this.unexpectedCount += 1;
    if (this.unexpected.length < EXAMPLES) this.unexpected.push(`${name} after ${Math.round(ms)} ms`);
  }
}
