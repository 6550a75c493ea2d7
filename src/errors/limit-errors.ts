import { FailureDetails, TransientError } from './action-error.js';

/** The deadline of the call has passed. */
export class DeadlineExceeded extends TransientError {
  readonly code = 'DEADLINE_EXCEEDED';
  readonly fallbackType = 'network_error';
  readonly action = 'route_to_fallback';

  constructor(limitMs: number, details?: FailureDetails) {
    super(`The call exceeded its limit of ${Math.round(limitMs)} ms`, details);
  }

  override get statusCode(): number {
    return 504;
  }
}

/** The service is at capacity. */
export class Overloaded extends TransientError {
  readonly code = 'OVERLOADED';
  readonly fallbackType = 'rate_limited';
  readonly action = 'wait_and_retry';
}

/** This process has no file descriptor for a connection to an upstream. Nothing was sent, and the upstream may be healthy. */
export class NoDescriptor extends Overloaded {
  constructor(upstream: string, details?: FailureDetails) {
    super(`The service has no file descriptor for a connection to ${upstream}`, details);
  }
}

/** Quota of a client or an IP address. */
export interface RateLimitPolicy {
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number;
}

/** The caller has used up its quota. The headers follow draft-ietf-httpapi-ratelimit-headers-10. */
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

/** The circuit breaker of an upstream is open. */
export class CircuitOpen extends TransientError {
  readonly code = 'CIRCUIT_OPEN';
  readonly fallbackType = 'api_failure';
  readonly action = 'route_to_fallback';

  /** @param retryAfterMs time until the next probe */
  constructor(upstream: string, retryAfterMs: number) {
    super(`${upstream} has failed too often: the circuit breaker is open`, { retryAfterMs });
  }

  override get statusCode(): number {
    return 503;
  }
}
