import { CircuitOpen, Overloaded } from '../errors/limit-errors.js';
import {
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
  UpstreamUnreachable,
} from '../errors/upstream-errors.js';
import { AttemptFailure } from './retry-policy.js';

/** Whether a failure was made on our side, before anything was sent: it tells nothing of the upstream. */
export const isLocalRejection = (error: unknown): boolean =>
  error instanceof CircuitOpen || error instanceof Overloaded;

/** Whether a failed attempt speaks against the upstream; a refusal or a request to slow down shows that it is alive. */
export const speaksAgainstUpstream = (error: unknown): boolean =>
  error instanceof UpstreamUnavailable || error instanceof UpstreamUnreachable || error instanceof UpstreamBadResponse;

/** A failed attempt as far as it bears on trying again. */
export function attemptFailure(error: unknown): AttemptFailure {
  if (error instanceof UpstreamUnreachable) return { kind: error.wasSent ? 'unanswered' : 'not-sent' };
  const isRefusal =
    error instanceof UpstreamThrottled || error instanceof UpstreamUnavailable || error instanceof UpstreamRejected;
  if (!isRefusal || !error.answer) return { kind: 'final' };
  return { kind: 'answered', status: error.answer.status, retryAfterMs: error.answer.retryAfterMs };
}
