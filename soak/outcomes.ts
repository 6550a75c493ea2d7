import { Latencies } from './latencies.js';
import type { PlannedCall } from './traffic.js';

/** Statuses that a call may get while an upstream fails, and shortly after. */
const EXCUSED = new Set([409, 424, 429]);
/** Limit of a response time: the deadline of 8 s, 250 ms to send the response, and a reserve for a loaded machine. */
const LATEST_MS = 9_000;
const EXAMPLES = 20;

/** Counts, latencies and unexpected results of all calls. */
export class Outcomes {
  readonly latencies = new Latencies();
  readonly counts = new Map<string, number>();
  /** First unexpected results. */
  readonly unexpected: string[] = [];
  unexpectedCount = 0;

  /**
   * @param status 0 without a response
   * @param isExcused true if an upstream failed during the call
   */
  record(
    { kind, status: expected, isIndependent = false }: PlannedCall,
    status: number,
    ms: number,
    isExcused: boolean,
  ): void {
    this.latencies.add(ms);
    const name = `${kind}: ${status}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const isExpected = status === expected || (isExcused && !isIndependent && EXCUSED.has(status));
    if (isExpected && ms <= LATEST_MS) return;
    this.unexpectedCount += 1;
    if (this.unexpected.length < EXAMPLES) this.unexpected.push(`${name} after ${Math.round(ms)} ms`);
  }
}
