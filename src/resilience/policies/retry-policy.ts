import type { Backoff } from './backoff.js';
import type { RetryBudget } from './retry-budget.js';

/** How an attempt failed, as far as it bears on trying again. */
export type AttemptFailure =
  /** Name resolution, connect or TLS failed: no byte of the request left, so nothing can have happened. */
  | { readonly kind: 'not-sent' }
  /** The upstream answered, with a status that is a failure. */
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs?: number | undefined }
  /** The request was sent and no whole answer came: timed out, reset. It may have been carried out. */
  | { readonly kind: 'unanswered' }
  /** The request was sent on a connection that had been idle and was gone. It may have been carried out, but hardly was. */
  | { readonly kind: 'stale' }
  /** Whatever cannot be mended by trying again: a rejection of our own, an unusable answer, a bug. */
  | { readonly kind: 'final' };

export interface AttemptContext {
  /** Which attempt failed: 1 for the first. */
  readonly attempt: number;
  /** A second execution does no harm: the request only reads, or the upstream honours its idempotency key. */
  readonly repeatable: boolean;
  /** What the call's deadline has left. */
  readonly remainingMs: number;
}

export type RetryDecision =
  | { readonly retry: true; readonly afterMs: number }
  | {
      readonly retry: false;
      readonly reason: 'not-retryable' | 'attempts-spent' | 'deadline-too-near' | 'budget-spent';
    };

export interface RetryPolicyOptions {
  /** The first one counts. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly budget: RetryBudget;
  /** With less than this left, an attempt is not worth sending. */
  readonly minAttemptMs?: number;
}

/**
 * Decides whether a failed attempt is tried again, and when. One for each upstream, as its budget is.
 * The budget is asked last: only a retry that will be made is paid for. It is not asked at all where a connection was gone:
 * the upstream is well as far as anybody knows, and a caller shall not fail because of what we keep open for ourselves.
 */
export class RetryPolicy {
  constructor(private readonly options: RetryPolicyOptions) {}

  /** To be told of every call at its first attempt: that is what earns the budget. */
  recordCall(): void {
    this.options.budget.recordCall();
  }

  decide(failure: AttemptFailure, { attempt, repeatable, remainingMs }: AttemptContext): RetryDecision {
    const { maxAttempts, budget, minAttemptMs = 50 } = this.options;
    if (!isRetryable(failure, repeatable)) return { retry: false, reason: 'not-retryable' };
    if (attempt >= maxAttempts) return { retry: false, reason: 'attempts-spent' };
    const afterMs = this.waitMs(failure, attempt - 1, remainingMs - minAttemptMs);
    if (afterMs === undefined) return { retry: false, reason: 'deadline-too-near' };
    if (failure.kind === 'stale') budget.charge();
    else if (!budget.trySpend()) return { retry: false, reason: 'budget-spent' };
    return { retry: true, afterMs };
  }

  /**
   * An upstream's `Retry-After` is kept to and never cut short; the jitter comes on top, as far as there is room, since
   * everybody else was told the same instant. Where a connection was gone, there is nothing to wait for.
   *
   * @returns undefined when the wait does not fit
   */
  private waitMs(failure: AttemptFailure, retries: number, roomMs: number): number | undefined {
    const { backoff } = this.options;
    if (failure.kind === 'stale') return roomMs < 0 ? undefined : 0;
    const throttled = failure.kind === 'answered' && failure.status === 429;
    const askedMs = failure.kind === 'answered' ? failure.retryAfterMs : undefined;
    if (askedMs === undefined) {
      const delayMs = backoff.delayMs(throttled ? 'throttled' : 'transient', retries);
      return delayMs > roomMs ? undefined : delayMs;
    }
    if (askedMs > roomMs) return undefined;
    return Math.min(roomMs, askedMs + backoff.delayMs('transient', retries));
  }
}

/** 429 and 503 say that nothing was done; a 501 will say the same tomorrow; no other 4xx gets better by repeating. */
function isRetryable(failure: AttemptFailure, repeatable: boolean): boolean {
  switch (failure.kind) {
    case 'not-sent':
      return true;
    case 'answered':
      if (failure.status === 429 || failure.status === 503) return true;
      return repeatable && failure.status >= 500 && failure.status !== 501;
    case 'unanswered':
    case 'stale':
      return repeatable;
    case 'final':
      return false;
  }
}
