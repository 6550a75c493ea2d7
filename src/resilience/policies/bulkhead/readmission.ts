import { Bulkhead, BulkheadCall } from './bulkhead.js';

/** Attempts at a time directly after the first successful probe. */
const FIRST_ATTEMPTS = 2;

/**
 * Readmits attempts gradually at an upstream that has just recovered, so that its callers do not overload it again.
 *
 * Each success admits one attempt more at a time, which doubles them with each response time (TCP's slow start). A failure
 * halves them. The others wait in line, within their deadlines.
 */
export class Readmission {
  private readonly bulkhead: Bulkhead;
  private limit = FIRST_ATTEMPTS;

  /** @param full the number of attempts at a time that needs no limit any more */
  constructor(private readonly full: number) {
    this.bulkhead = new Bulkhead({ maxConcurrency: FIRST_ATTEMPTS, maxQueued: full });
  }

  get isOver(): boolean {
    return this.limit >= this.full;
  }

  /** @throws BulkheadRejection, the deadline's reason, or the task's own error */
  run<T>(task: () => Promise<T>, call: BulkheadCall): Promise<T> {
    return this.bulkhead.run(task, call);
  }

  recordSuccess(): void {
    this.resize(this.limit + 1);
  }

  recordFailure(): void {
    this.resize(Math.max(1, Math.floor(this.limit / 2)));
  }

  private resize(limit: number): void {
    this.limit = limit;
    this.bulkhead.resize(limit);
  }
}
