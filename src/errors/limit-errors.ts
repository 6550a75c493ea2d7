import { FailureDetails, TransientError } from './action-error.js';

/** The call's own time ran out. */
export class DeadlineExceeded extends TransientError {
  readonly code = 'DEADLINE_EXCEEDED';
  readonly fallbackType = 'network_error';
  readonly action = 'route_to_fallback';

  constructor(limitMs: number, circumstances?: FailureDetails) {
    super(`The call exceeded its limit of ${Math.round(limitMs)} ms`, circumstances);
  }

  override get statusCode(): number {
    return 504;
  }
}

/** We are full and take no more for the moment. */
export class Overloaded extends TransientError {
  readonly code = 'OVERLOADED';
  readonly fallbackType = 'rate_limited';
  readonly action = 'wait_and_retry';
}

/** An upstream has failed too often, and is left alone for a while. */
export class CircuitOpen extends TransientError {
  readonly code = 'CIRCUIT_OPEN';
  readonly fallbackType = 'api_failure';
  readonly action = 'route_to_fallback';

  /** @param retryAfterMs the time to the next probe */
  constructor(upstream: string, retryAfterMs: number) {
    super(`${upstream} has failed too often and is left alone for a while`, { retryAfterMs });
  }

  override get statusCode(): number {
    return 503;
  }
}
