import type { Deadline } from '../deadline/deadline.js';
import { sleep } from '../deadline/sleep.js';
import type { AttemptFailure, RetryDecision, RetryPolicy } from './retry-policy.js';

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly classify: (error: unknown) => AttemptFailure;
  /** A second execution does no harm: see `AttemptContext`. */
  readonly repeatable: boolean;
  /** The call's: nothing is tried, and nothing waited for, once it is over. */
  readonly deadline: Pick<Deadline, 'remainingMs' | 'isOver' | 'throwIfOver' | 'signal'>;
  /** Told of every failed attempt and what follows, for metrics and the log. */
  readonly onDecision?: (decision: RetryDecision, failure: AttemptFailure, attempt: number) => void;
}

/**
 * Runs attempts of one call, one after another, for as long as its policy allows.
 *
 * @throws the last attempt's own error, unchanged, also where the call ended during it: only that error can tell
 * whether something was sent. Ended before an attempt or while waiting: the deadline's reason.
 */
export async function retry<T>(attempt: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, classify, repeatable, deadline, onDecision } = options;
  deadline.throwIfOver();
  policy.recordCall();
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (deadline.isOver) throw error;
      const failure = classify(error);
      const { remainingMs } = deadline;
      const decision = policy.decide(failure, { attempt: number, repeatable, remainingMs });
      onDecision?.(decision, failure, number);
      if (!decision.retry) throw error;
      await sleep(decision.afterMs, deadline.signal);
    }
  }
}
