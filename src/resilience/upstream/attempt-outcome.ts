import { CircuitOpen, NoDescriptor, Overloaded } from '../../errors/limit-errors.js';
import {
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
  UpstreamUnreachable,
} from '../../errors/upstream-errors.js';
import { AttemptFailure } from '../policies/retry/retry-policy.js';

/** Returns whether this process rejected a call before it sent anything. Such a rejection shows nothing about the upstream. */
export const isLocalRejection = (error: unknown): boolean =>
  error instanceof CircuitOpen || error instanceof Overloaded;

/**
 * Returns the meaning of a failed attempt for the circuit. A rejection, a 429 and a response over the size limit show
 * that the upstream is alive. A stale connection, a lack of descriptors and a bug of this service show nothing.
 */
export function circuitOutcomeOf(error: unknown): 'failing' | 'alive' | 'unknown' {
  if (error instanceof UpstreamUnavailable) return 'failing';
  if (error instanceof UpstreamUnreachable) return error.wasStale ? 'unknown' : 'failing';
  if (error instanceof UpstreamBadResponse) return error.defect === 'too-large' ? 'alive' : 'failing';
  return error instanceof UpstreamRejected || error instanceof UpstreamThrottled ? 'alive' : 'unknown';
}

/** Returns the facts about a failed attempt that decide whether it is retried. */
export function attemptFailure(error: unknown): AttemptFailure {
  if (error instanceof UpstreamUnreachable && error.wasStale) return { kind: 'stale' };
  if (error instanceof NoDescriptor) return { kind: 'not-sent' };
  if (error instanceof UpstreamUnreachable) return { kind: error.wasSent ? 'no-response' : 'not-sent' };
  if (error instanceof UpstreamBadResponse && error.defect === 'cut-short') return { kind: 'no-response' };
  const isRefusal =
    error instanceof UpstreamThrottled || error instanceof UpstreamUnavailable || error instanceof UpstreamRejected;
  if (!isRefusal || !error.response) return { kind: 'final' };
  return { kind: 'response', status: error.response.status, retryAfterMs: error.response.retryAfterMs };
}

/**
 * Returns whether a failed attempt certainly had no effect: nothing was sent, or the upstream rejected it with a 4xx, 501
 * or 503. The effect is unknown after another 5xx, an incomplete response and no response.
 */
export function hadNoEffect(error: unknown): boolean {
  if (error instanceof NoDescriptor) return true;
  if (error instanceof UpstreamUnreachable) return !error.wasSent;
  if (error instanceof UpstreamUnavailable) return error.upstreamStatus === 503 || error.upstreamStatus === 501;
  return error instanceof UpstreamRejected || error instanceof UpstreamThrottled;
}
