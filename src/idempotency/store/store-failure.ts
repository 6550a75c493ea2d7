import { seconds } from '../../time/durations.js';
import { StoreUnavailable } from '../../errors/idempotency-errors.js';
import { RedisUnavailable } from '../../redis/errors/redis-unavailable.js';

/** For this time after the start of a failover, calls wait for its end. After that, calls are rejected at once. */
const RETRY_LIMIT_MS = seconds(2);

export const TOO_LATE = new Error('The claim arrived after the end of its validity');

const UNACKNOWLEDGED = new Error('Not all replicas acknowledge writes, so a failover may be under way');

/** Converts the errors of the connection to `StoreUnavailable`. Returns other errors unchanged. */
export function storeFailure(error: unknown): unknown {
  if (!(error instanceof RedisUnavailable)) return error;
  const { mayHaveBeenApplied, failoverStartedAtMs } = error;
  return new StoreUnavailable({ cause: error, mayHaveBeenApplied, retryForMs: retryForMs(failoverStartedAtMs) });
}

/**
 * Creates the error for writes that a replica did not acknowledge in time.
 *
 * @param suspensionStartedAtMs when replicas stopped acknowledging, in monotonic ms; undefined if they acknowledge again
 */
export const unacknowledged = (
  mayHaveBeenApplied: boolean,
  suspensionStartedAtMs: number | undefined,
): StoreUnavailable =>
  new StoreUnavailable({
    mayHaveBeenApplied,
    cause: UNACKNOWLEDGED,
    retryForMs: retryForMs(suspensionStartedAtMs ?? performance.now()),
  });

/**
 * Returns how long the caller should retry, in milliseconds.
 *
 * @param failoverStartedAtMs start of a possible failover in monotonic milliseconds; undefined if there is none
 */
const retryForMs = (failoverStartedAtMs: number | undefined): number =>
  failoverStartedAtMs === undefined ? 0 : Math.max(0, failoverStartedAtMs + RETRY_LIMIT_MS - performance.now());
