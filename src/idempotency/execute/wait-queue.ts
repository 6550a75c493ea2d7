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

  /** Sleeps until the limit or the next notification. Returns at once after an earlier notification. @throws the signal's reason */
  async sleep(limitMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.isNotified) await this.untilNotified(limitMs, signal);
    this.isNotified = false;
  }

  private untilNotified(limitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        this.wake = () => undefined;
        end();
      };
      const abort = (): void => settle(() => reject(signal.reason as Error));
      const timer = setTimeout(() => settle(resolve), timerDelay(limitMs));
      signal.addEventListener('abort', abort, { once: true });
      this.wake = () => settle(resolve);
    });
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
