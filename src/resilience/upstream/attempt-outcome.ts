import { CircuitOpen, Overloaded } from '../../errors/limit-errors.js';
import {
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
  UpstreamUnreachable,
} from '../../errors/upstream-errors.js';
import { AttemptFailure } from '../policies/retry/retry-policy.js';

/** Whether a failure was made on our side, before anything was sent: it tells nothing of the upstream. */
export const isLocalRejection = (error: unknown): boolean =>
  error instanceof CircuitOpen || error instanceof Overloaded;

/**
 * What a failed attempt says of the upstream, for its circuit. A refusal, a request to slow down and an answer that was
 * too large for us show that it is alive; a connection that was gone before, and a bug of ours, show nothing.
 */
export function circuitOutcomeOf(error: unknown): 'failing' | 'alive' | 'unknown' {
  if (error instanceof UpstreamUnavailable) return 'failing';
  if (error instanceof UpstreamUnreachable) return error.wasStale ? 'unknown' : 'failing';
  if (error instanceof UpstreamBadResponse) return error.defect === 'too-large' ? 'alive' : 'failing';
  return error instanceof UpstreamRejected || error instanceof UpstreamThrottled ? 'alive' : 'unknown';
}

/** A failed attempt as far as it bears on trying again. */
export function attemptFailure(error: unknown): AttemptFailure {
  if (error instanceof UpstreamUnreachable && error.wasStale) return { kind: 'stale' };
  if (error instanceof UpstreamUnreachable) return { kind: error.wasSent ? 'no-response' : 'not-sent' };
  if (error instanceof UpstreamBadResponse && error.defect === 'cut-short') return { kind: 'no-response' };
  const isRefusal =
    error instanceof UpstreamThrottled || error instanceof UpstreamUnavailable || error instanceof UpstreamRejected;
  if (!isRefusal || !error.response) return { kind: 'final' };
  return { kind: 'response', status: error.response.status, retryAfterMs: error.response.retryAfterMs };
}

/**
 * Whether a failed attempt certainly had no effect: nothing was sent, or the upstream said that it did not do it. By 429, 503
 * and 501 it says so too; any other 5xx, an answer cut short and silence leave it open.
 */
export function hadNoEffect(error: unknown): boolean {
  if (error instanceof UpstreamUnreachable) return !error.wasSent;
  if (error instanceof UpstreamUnavailable) return error.upstreamStatus === 503 || error.upstreamStatus === 501;
  return error instanceof UpstreamRejected || error instanceof UpstreamThrottled;
}
