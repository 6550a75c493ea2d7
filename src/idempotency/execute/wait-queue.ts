import { Deadline } from '../../resilience/deadline/deadline.js';
import { timerDelay } from '../../time/durations.js';
import { ClaimResult } from '../store/idempotency-store.js';

/** A claim result that is the same for all waiters of a queue. */
export type SharedClaimResult = Extract<ClaimResult, { kind: 'replay' } | { kind: 'unknown' } | { kind: 'mismatch' }>;

/** A waiting call. It sleeps until its pause ends or another call wakes it. */
export class Waiter {
  /** The result that another call received. */
  sharedResult: SharedClaimResult | undefined;
  private isNotified = false;
  private wake: () => void = () => undefined;

  notify(result?: SharedClaimResult): void {
    this.sharedResult ??= result;
    this.isNotified = true;
    this.wake();
  }

  /**
   * Sleeps until the limit or the next notification. Returns at once after an earlier notification.
   *
   * @throws DeadlineExceeded | ClientDisconnected
   */
  async sleep(limitMs: number, deadline: Deadline): Promise<void> {
    deadline.throwIfOver();
    if (!this.isNotified) await this.untilNotified(limitMs, deadline);
    this.isNotified = false;
  }

  private async untilNotified(limitMs: number, deadline: Deadline): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const notified = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timerDelay(limitMs));
      this.wake = resolve;
    });
    try {
      await deadline.race(notified);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The calls of this process that wait for the same result, in order of arrival. Only the first one queries the store. */
export class WaitQueue {
  /** The end of the current owner's lease, as last reported by the store, in monotonic milliseconds. */
  busyUntilMs = -Infinity;
  private readonly waiters = new Set<Waiter>();

  get isEmpty(): boolean {
    return this.waiters.size === 0;
  }

  join(): Waiter {
    const waiter = new Waiter();
    this.waiters.add(waiter);
    return waiter;
  }

  isFirst(waiter: Waiter): boolean {
    return this.first === waiter;
  }

  /** Removes a waiter. If it was the first one, wakes the next. */
  leave(waiter: Waiter): void {
    const wasFirst = this.isFirst(waiter);
    this.waiters.delete(waiter);
    if (wasFirst) this.first?.notify();
  }

  /** Sends the result to all waiters. Without a result, wakes the first one, so that it queries the store again. */
  notify(result?: SharedClaimResult): void {
    if (result === undefined) this.first?.notify();
    else for (const waiter of this.waiters) waiter.notify(result);
  }

  private get first(): Waiter | undefined {
    const [first] = this.waiters;
    return first;
  }
}
