import { type Deadline, MIN_ATTEMPT_MS } from '../../deadline/deadline.js';
import type { Backoff } from './backoff.js';
import type { CircuitBreaker } from '../circuit/circuit-breaker.js';
import type { RetryBudget } from './retry-budget.js';

/** The kinds of failures that a retry distinguishes. */
export type AttemptFailure =
  /** Name resolution, connect or TLS failed: no byte of the request was sent, so it had no effect. */
  | { readonly kind: 'not-sent' }
  /** The upstream sent a failure status. */
  | { readonly kind: 'response'; readonly status: number; readonly retryAfterMs?: number | undefined }
  /** The request was sent and no complete response came: timeout, reset. It may have been executed. */
  | { readonly kind: 'no-response' }
  /** The request was sent on an idle connection that was closed. It was most likely not executed. */
  | { readonly kind: 'stale' }
  /** A retry cannot help: a local rejection, an unusable response, a bug. */
  | { readonly kind: 'final' };

export interface AttemptContext {
  /** Number of the failed attempt, from 1. */
  readonly attempt: number;
  /** Whether a second execution is harmless: the request only reads, or the upstream honours its idempotency key. */
  readonly repeatable: boolean;
  /** Time left until the call's deadline. */
  readonly remainingMs: number;
  /** Limit of this request. Default: the limit of the policy. */
  readonly maxAttempts?: number | undefined;
}

export type RetryDecision =
  | { readonly retry: true; readonly afterMs: number }
  | {
      readonly retry: false;
      readonly reason: 'not-retryable' | 'attempts-spent' | 'deadline-too-near' | 'budget-spent';
    };

export interface RetryPolicyOptions {
  /** Includes the first attempt. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly budget: RetryBudget;
  /** Maximum time that a retry waits for a token. */
  readonly maxWaitMs: number;
}

/**
 * Decides whether a failed attempt is retried, and when. Each upstream has its own policy with its own budget.
 *
 * `decide` checks the failure and the deadline. `acquireToken` checks the budget last, so that only a retry that is possible
 * spends a token. A request on a stale connection is retried even if the budget is empty. Its failure shows nothing about the
 * upstream: the cause is an idle connection that this process kept.
 */
export class RetryPolicy {
  constructor(private readonly options: RetryPolicyOptions) {}

  /** Records a successful attempt, which earns budget. */
  recordSuccess(): void {
    this.options.budget.recordSuccess();
  }

  decide(
    failure: AttemptFailure,
    { attempt, repeatable, remainingMs, maxAttempts = this.options.maxAttempts }: AttemptContext,
  ): RetryDecision {
    if (!isRetryable(failure, repeatable)) return { retry: false, reason: 'not-retryable' };
    if (attempt >= maxAttempts) return { retry: false, reason: 'attempts-spent' };
    const afterMs = this.waitMs(failure, attempt - 1, remainingMs - MIN_ATTEMPT_MS);
    return afterMs === undefined ? { retry: false, reason: 'deadline-too-near' } : { retry: true, afterMs };
  }

  /**
   * Spends a token for a retry. Without a token, the retry waits for the upstream's first successes, as long as the circuit
   * is closed. It may wait longer than the back-off, because waiting costs the upstream nothing, but it stays within the
   * deadline.
   *
   * @returns false if no token became available
   * @throws the deadline's reason, if the call ends first
   */
  async acquireToken(
    failure: AttemptFailure,
    deadline: Pick<Deadline, 'remainingMs' | 'onAbort'>,
    circuit: Pick<CircuitBreaker, 'state'>,
  ): Promise<boolean> {
    const { budget, maxWaitMs } = this.options;
    if (failure.kind === 'stale') {
      budget.charge();
      return true;
    }
    if (budget.trySpend()) return true;
    if (circuit.state.kind !== 'closed') return false;
    // The jitter keeps calls that failed together from giving up together.
    const limitMs = Math.min(maxWaitMs * (0.5 + Math.random()), deadline.remainingMs - MIN_ATTEMPT_MS);
    return budget.spendWithin(limitMs, deadline, circuit);
  }

  /** Spends a token for a second attempt while the first is slow. @returns false if no token is left */
  acquireTokenForHedge(): boolean {
    return this.options.budget.trySpend();
  }

  /**
   * Returns the wait before the retry. It is never shorter than the upstream's `Retry-After`. Jitter is added as far as
   * time permits, because the upstream may have sent the same time to all callers. A closed idle connection needs no wait.
   *
   * @returns undefined if the wait does not fit into the deadline
   */
  private waitMs(failure: AttemptFailure, retries: number, roomMs: number): number | undefined {
    const { backoff } = this.options;
    if (failure.kind === 'stale') return roomMs < 0 ? undefined : 0;
    const throttled = failure.kind === 'response' && failure.status === 429;
    const retryAfterMs = failure.kind === 'response' ? failure.retryAfterMs : undefined;
    if (retryAfterMs === undefined) {
      const delayMs = backoff.delayMs(throttled ? 'throttled' : 'transient', retries);
      return delayMs > roomMs ? undefined : delayMs;
    }
    if (retryAfterMs > roomMs) return undefined;
    return Math.min(roomMs, retryAfterMs + backoff.delayMs('transient', retries));
  }
}

/** 429 and 503 mean that the request was not executed. A 501 and the other 4xx do not change with a retry. */
function isRetryable(failure: AttemptFailure, repeatable: boolean): boolean {
  switch (failure.kind) {
    case 'not-sent':
      return true;
    case 'response':
      if (failure.status === 429 || failure.status === 503) return true;
      return repeatable && failure.status >= 500 && failure.status !== 501;
    case 'no-response':
    case 'stale':
      return repeatable;
    case 'final':
      return false;
  }
}
