import { ActionError, CallerError, FailureDetails, TransientError } from './action-error.js';

/** The call conflicts with another call with the same idempotency key. */
abstract class KeyConflict extends ActionError {
  readonly httpStatus: number = 409;
  readonly fallbackType = 'conflict';
}

/** The same write is still executing, and this call cannot wait longer. */
export class IdempotencyInProgress extends KeyConflict {
  readonly code = 'IDEMPOTENCY_IN_PROGRESS';
  readonly action = 'wait_and_retry';
  override readonly retryAfterMs: number;

  /** @param leaseMs remaining time of the lease, after which the outcome is settled */
  constructor(leaseMs: number) {
    super('The same call is still executing; retry later to get its result');
    this.retryAfterMs = Math.max(1_000, leaseMs);
  }
}

/** The upstream has stored a failure for the key and does not execute the call again. */
export class IdempotencyConflict extends KeyConflict {
  readonly code = 'IDEMPOTENCY_CONFLICT';
  readonly action = 'route_to_fallback';

  constructor(upstream: string, details?: FailureDetails) {
    super(`${upstream} has stored a failure for this idempotency key; use another key`, details);
  }
}

/** A write may have been executed, and the upstream cannot detect a repetition. */
export class OutcomeUnknown extends KeyConflict {
  readonly code = 'OUTCOME_UNKNOWN';
  readonly action = 'route_to_fallback';

  constructor() {
    super('An earlier call with this idempotency key may have been executed; it is not repeated');
  }
}

/** The key belongs to another payload. */
export class IdempotencyKeyReused extends CallerError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  readonly httpStatus = 422;
  override readonly fallbackType = 'conflict';

  constructor() {
    super('This idempotency key was used with another payload');
  }
}

/**
 * The idempotency store is unavailable. Without the store, the service does not execute writes, because it could not prevent
 * duplicates.
 */
export class StoreUnavailable extends TransientError {
  readonly code = 'STORE_UNAVAILABLE';
  readonly fallbackType = 'internal_error';
  readonly action = 'wait_and_retry';

  /** False if the failed operation certainly had no effect in the store. The action is not executed in either case. */
  readonly mayHaveBeenApplied: boolean;
  /** Time in which the same call may try again. 0: no retry, for example because the outage has lasted too long. */
  readonly retryForMs: number;

  constructor(details: FailureDetails & { mayHaveBeenApplied: boolean; retryForMs?: number }) {
    super('The idempotency store is unavailable; the action was not executed', details);
    this.mayHaveBeenApplied = details.mayHaveBeenApplied;
    this.retryForMs = details.retryForMs ?? 0;
  }

  override get statusCode(): number {
    return 503;
  }
}
