import { timerDelay } from '../../durations.js';
import { ClaimResult } from '../store/idempotency-store.js';

/** What all in a line may be told at once, as each of them would hear the same. */
export type SharedClaimResult = Extract<ClaimResult, { kind: 'replay' } | { kind: 'unknown' } | { kind: 'mismatch' }>;

/** One of those who wait: asleep until it is time, or until somebody calls. */
export class Waiter {
  /** What somebody else has heard. */
  verdict: SharedClaimResult | undefined;
  private isCalled = false;
  private wake: () => void = () => undefined;

  call(verdict?: SharedClaimResult): void {
    this.verdict ??= verdict;
    this.isCalled = true;
    this.wake();
  }

  /** Sleeps, but not through a call, not even one that came before. @throws the signal's reason */
  async sleep(limitMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.isCalled) await this.untilCalled(limitMs, signal);
    this.isCalled = false;
  }

  private untilCalled(limitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        this.wake = () => undefined;
        end();
      };
      const giveUp = (): void => settle(() => reject(signal.reason as Error));
      const timer = setTimeout(() => settle(resolve), timerDelay(limitMs));
      signal.addEventListener('abort', giveUp, { once: true });
      this.wake = () => settle(resolve);
    });
  }
}

/** Those of this process who want the same answer, in order of arrival. Only the first one asks for it. */
export class WaitQueue {
  /** Until when somebody else's lease lasts, as far as was heard: monotonic milliseconds. */
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

  /** Goes away; whoever is first then has its turn. */
  leave(waiter: Waiter): void {
    const wasFirst = this.isFirst(waiter);
    this.waiters.delete(waiter);
    if (wasFirst) this.first?.call();
  }

  /** Tells everybody the verdict, or the first one that it is worth asking again. */
  tell(verdict?: SharedClaimResult): void {
    if (verdict === undefined) this.first?.call();
    else for (const waiter of this.waiters) waiter.call(verdict);
  }

  private get first(): Waiter | undefined {
    const [first] = this.waiters;
    return first;
  }
}
