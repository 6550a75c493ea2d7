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

/** The quota that a client or an address has. */
export interface RateLimitPolicy {
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number;
}

/** The caller has used up its own quota; the response says which one, and for how long (draft-ietf-httpapi-ratelimit-headers-10). */
export class RateLimited extends Overloaded {
  override readonly headers: Readonly<Record<string, string>>;

  constructor(message: string, { name, quota, windowSeconds }: RateLimitPolicy, retryAfterMs: number) {
    super(message, { retryAfterMs });
    this.headers = {
      'RateLimit-Policy': `"${name}";q=${quota};w=${windowSeconds}`,
      RateLimit: `"${name}";r=0;t=${Math.ceil(this.retryAfterMs / 1_000)}`,
    };
  }
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
