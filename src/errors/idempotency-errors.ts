import { ActionError, CallerError, FailureDetails, TransientError } from './action-error.js';

/** The call meets another one, earlier or elsewhere, under the same idempotency key. */
abstract class KeyConflict extends ActionError {
  readonly httpStatus: number = 409;
  readonly fallbackType = 'conflict';
}

/** The same write is executing now, and its answer did not come while this call could wait. */
export class IdempotencyInProgress extends KeyConflict {
  readonly code = 'IDEMPOTENCY_IN_PROGRESS';
  readonly action = 'wait_and_retry';
  override readonly retryAfterMs: number;

  /** @param leaseMs after how long the key is decided at the latest */
  constructor(leaseMs: number) {
    super('The same call is being executed; ask again for its answer');
    this.retryAfterMs = Math.max(1_000, leaseMs);
  }
}

/** The upstream has bound the key to a call that failed, and will not execute it again. */
export class IdempotencyConflict extends KeyConflict {
  readonly code = 'IDEMPOTENCY_CONFLICT';
  readonly action = 'route_to_fallback';

  constructor(upstream: string, circumstances?: FailureDetails) {
    super(`${upstream} has bound this idempotency key to a call that failed; use another key`, circumstances);
  }
}

/** A write that may have been done: nobody knows, and the upstream could not tell a repetition from a second one. */
export class OutcomeUnknown extends KeyConflict {
  readonly code = 'OUTCOME_UNKNOWN';
  readonly action = 'route_to_fallback';

  constructor() {
    super('An earlier call under this idempotency key may have been carried out, and is not repeated');
  }
}

/** The key stands for another payload. */
export class IdempotencyKeyReused extends CallerError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  readonly httpStatus = 422;
  override readonly fallbackType = 'conflict';

  constructor() {
    super('This idempotency key has been used for another payload');
  }
}

/** Without its memory of keys the service does not write: it could not keep its promise to write once. */
export class StoreUnavailable extends TransientError {
  readonly code = 'STORE_UNAVAILABLE';
  readonly fallbackType = 'internal_error';
  readonly action = 'wait_and_retry';

  /** False where the store certainly did nothing; true where it may still do later what it was asked. */
  readonly mayHaveBeenApplied: boolean;

  constructor(circumstances: FailureDetails & { mayHaveBeenApplied: boolean }) {
    super('The idempotency store cannot be reached; nothing was executed', circumstances);
    this.mayHaveBeenApplied = circumstances.mayHaveBeenApplied;
  }

  override get statusCode(): number {
    return 503;
  }
}
