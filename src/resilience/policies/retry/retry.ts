import type { Deadline } from '../../deadline/deadline.js';
import { sleep } from '../../deadline/sleep.js';
import type { CircuitBreaker } from '../circuit/circuit-breaker.js';
import type { AttemptFailure, RetryDecision, RetryPolicy } from './retry-policy.js';

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly classify: (error: unknown) => AttemptFailure;
  /** See `AttemptContext`. */
  readonly repeatable: boolean;
  /** Limit of this request. Default: the limit of the policy. */
  readonly maxAttempts?: number | undefined;
  /** Deadline of the call. When it is over, no attempt starts and no wait continues. */
  readonly deadline: Pick<Deadline, 'remainingMs' | 'isOver' | 'throwIfOver' | 'signal' | 'onAbort'>;
  /** Circuit of the operation. While it is open, a retry does not wait for budget. */
  readonly circuit: Pick<CircuitBreaker, 'state'>;
  /** Called after every failed attempt with the decision, for metrics and the log. */
  readonly onDecision?: (decision: RetryDecision, failure: AttemptFailure, attempt: number) => void;
}

const BUDGET_SPENT: RetryDecision = { retry: false, reason: 'budget-spent' };

/**
 * Runs the attempts of one call one after another, as long as the policy allows.
 *
 * @throws the error of the last attempt, unchanged, even if the call ended during this attempt: only this error shows
 * whether a request was sent
 * @throws the deadline's reason, if the call ended before an attempt or during a wait
 */
export async function retry<T>(attempt: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, classify, repeatable, maxAttempts, deadline, circuit, onDecision } = options;
  deadline.throwIfOver();
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (deadline.isOver) throw error;
      const failure = classify(error);
      const { remainingMs } = deadline;
      const decision = policy.decide(failure, { attempt: number, repeatable, remainingMs, maxAttempts });
      const failedAtMs = performance.now();
      const hasToken = decision.retry && (await policy.acquireToken(failure, deadline, circuit));
      onDecision?.(decision.retry && !hasToken ? BUDGET_SPENT : decision, failure, number);
      if (!decision.retry || !hasToken) throw error;
      // The wait for the budget is part of the back-off.
      await sleep(decision.afterMs - (performance.now() - failedAtMs), deadline.signal);
    }
  }
}
