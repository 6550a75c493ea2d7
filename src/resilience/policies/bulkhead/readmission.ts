import { Bulkhead, BulkheadCall } from './bulkhead.js';

/** Concurrent attempts directly after the first successful probe. */
const FIRST_ATTEMPTS = 2;

/**
 * Readmits attempts gradually at an upstream that has just recovered, so that its callers do not overload it again.
 *
 * Each success increases the limit of concurrent attempts by one, so the limit doubles with each response time (TCP's slow
 * start). A failure halves the limit. Further attempts wait in a queue, within their deadlines.
 */
export class Readmission {
  private readonly bulkhead: Bulkhead;
  private limit = FIRST_ATTEMPTS;

  /** @param full limit of concurrent attempts at which readmission ends */
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
