import type { Deadline } from '../deadline/deadline.js';
import type { Backoff } from './backoff.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import type { RetryBudget } from './retry-budget.js';

/** How an attempt failed, as far as it bears on trying again. */
export type AttemptFailure =
  /** Name resolution, connect or TLS failed: no byte of the request left, so nothing can have happened. */
  | { readonly kind: 'not-sent' }
  /** The upstream answered, with a status that is a failure. */
  | { readonly kind: 'response'; readonly status: number; readonly retryAfterMs?: number | undefined }
  /** The request was sent and no whole answer came: timed out, reset. It may have been carried out. */
  | { readonly kind: 'no-response' }
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
  /** Of this request; unset: the policy's own. */
  readonly maxAttempts?: number | undefined;
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
  /** How long a retry waits for a token. */
  readonly patienceMs: number;
  /** With less than this left, an attempt is not worth sending. */
  readonly minAttemptMs?: number;
}

/**
 * Decides whether a failed attempt is retried, and when. Each upstream has its own, because each has its own budget.
 *
 * `decide` looks at the failure and the deadline; `pay` asks the budget last, so that only a retry that is possible spends a
 * token. A stale connection is retried without asking: it shows nothing about the upstream, and the caller should not fail
 * because of a connection that this process kept open for itself.
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
    const afterMs = this.waitMs(failure, attempt - 1, remainingMs - this.minAttemptMs);
    return afterMs === undefined ? { retry: false, reason: 'deadline-too-near' } : { retry: true, afterMs };
  }

  /**
   * Spends a token for a retry. Without one, the retry waits for the upstream's first successes while its
   * circuit is closed: longer than the back-off, because that costs the upstream nothing, and within the deadline.
   *
   * @returns false if the budget stays spent
   * @throws the deadline's reason, if the call ends first
   */
  async pay(
    failure: AttemptFailure,
    deadline: Pick<Deadline, 'remainingMs' | 'onAbort'>,
    circuit: Pick<CircuitBreaker, 'state'>,
  ): Promise<boolean> {
    const { budget, patienceMs } = this.options;
    if (failure.kind === 'stale') {
      budget.charge();
      return true;
    }
    if (budget.trySpend()) return true;
    if (circuit.state.kind !== 'closed') return false;
    // The jitter keeps calls that failed together from returning together.
    const limitMs = Math.min(patienceMs * (0.5 + Math.random()), deadline.remainingMs - this.minAttemptMs);
    return budget.spendWithin(limitMs, deadline, circuit);
  }

  /** Spends a token for a second attempt beside a slow one. @returns false if the budget is spent */
  payForHedge(): boolean {
    return this.options.budget.trySpend();
  }

  private get minAttemptMs(): number {
    return this.options.minAttemptMs ?? 50;
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
    const throttled = failure.kind === 'response' && failure.status === 429;
    const askedMs = failure.kind === 'response' ? failure.retryAfterMs : undefined;
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
