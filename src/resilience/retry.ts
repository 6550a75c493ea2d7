import { pause } from './pause.js';
import type { AttemptFailure, RetryDecision, RetryPolicy } from './retry-policy.js';

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly classify: (error: unknown) => AttemptFailure;
  /** A second execution does no harm: see `AttemptContext`. */
  readonly repeatable: boolean;
  readonly remainingMs: () => number;
  /** The call's own: nothing is tried, and nothing waited for, once it is aborted. */
  readonly signal: AbortSignal;
  /** Told of every failed attempt and what follows, for metrics and the log. */
  readonly onDecision?: (decision: RetryDecision, failure: AttemptFailure, attempt: number) => void;
}

/**
 * Runs attempts of one call, one after another, for as long as its policy allows.
 *
 * @throws the last attempt's own error, unchanged, also where the signal was aborted during it: only that error can tell
 * whether something was sent. Aborted before an attempt or while waiting: the signal's reason.
 */
export async function retry<T>(attempt: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, classify, repeatable, remainingMs, signal, onDecision } = options;
  signal.throwIfAborted();
  policy.recordCall();
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (signal.aborted) throw error;
      const failure = classify(error);
      const decision = policy.decide(failure, { attempt: number, repeatable, remainingMs: remainingMs() });
      onDecision?.(decision, failure, number);
      if (!decision.retry) throw error;
      await pause(decision.afterMs, signal);
    }
  }
}
