import { STATUS_CODES } from 'node:http';
import { ActionError, FailureDetails, RoutingHint, TransientError } from './action-error.js';

/** Unchanged response with a failure status. */
export interface RejectedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Parsed `Retry-After`. */
  readonly retryAfterMs?: number;
}

interface UpstreamFailureDetails extends FailureDetails {
  response?: RejectedResponse;
  /** Reason for the rejection; shown to the caller. */
  detail?: string | undefined;
}

/**
 * The upstream rejected the call (4xx except 429).
 *
 * A 401 or 403 concerns this service's credentials. The caller does not get this status, because the platform would
 * discard its own valid token.
 */
export class UpstreamRejected extends ActionError {
  readonly code = 'UPSTREAM_REJECTED';
  readonly httpStatus = 424;
  readonly fallbackType = 'api_failure';
  readonly action: RoutingHint;
  readonly response: RejectedResponse | undefined;

  constructor(
    upstream: string,
    readonly upstreamStatus: number,
    details: UpstreamFailureDetails = {},
  ) {
    const detail = details.detail === undefined ? '' : `: ${details.detail}`;
    super(`${upstream} returned ${describeStatus(upstreamStatus)}${detail}`, details);
    this.response = details.response;
    this.action =
      ({ 401: 'refresh_token', 403: 'log_permission_error' } as const)[upstreamStatus] ?? 'route_to_fallback';
  }

  override get statusCode(): number {
    return this.upstreamStatus;
  }
}

/** The upstream returned 429. */
export class UpstreamThrottled extends TransientError {
  readonly code = 'UPSTREAM_THROTTLED';
  readonly fallbackType = 'api_failure';
  readonly action = 'wait_and_retry';
  readonly response: RejectedResponse | undefined;

  constructor(upstream: string, details: UpstreamFailureDetails = {}) {
    super(`${upstream} is limiting the rate of calls`, details);
    this.response = details.response;
  }
}

/** The upstream returned 5xx. */
export class UpstreamUnavailable extends TransientError {
  readonly code = 'UPSTREAM_UNAVAILABLE';
  readonly fallbackType = 'api_failure';
  readonly action = 'route_to_fallback';
  readonly response: RejectedResponse | undefined;

  constructor(
    upstream: string,
    readonly upstreamStatus: number,
    details: UpstreamFailureDetails = {},
  ) {
    super(`${upstream} returned ${describeStatus(upstreamStatus)}`, details);
    this.response = details.response;
  }

  override get statusCode(): number {
    return this.upstreamStatus;
  }
}

interface UnreachableDetails extends FailureDetails {
  wasSent?: boolean;
  wasStale?: boolean;
}

/** No response: DNS, connection or TLS failure, reset, or timeout of the attempt. */
export class UpstreamUnreachable extends TransientError {
  readonly code = 'UPSTREAM_UNREACHABLE';
  readonly fallbackType = 'network_error';
  readonly action = 'route_to_fallback';

  /** False if the connection failed before a byte of the request was sent. The request then had no effect. */
  readonly wasSent: boolean;

  /** The upstream had closed an idle connection. This shows nothing about the upstream's health. */
  readonly wasStale: boolean;

  constructor(upstream: string, why: string, details: UnreachableDetails = {}) {
    super(`${upstream} ${why}`, details);
    this.wasSent = details.wasSent ?? true;
    this.wasStale = details.wasStale ?? false;
  }

  /** 599: a common, unofficial code for a network failure. */
  override get statusCode(): number {
    return 599;
  }
}

/** Reason why a response is unusable: incomplete, over the size limit, or not of the expected form. */
export type ResponseDefect = 'cut-short' | 'too-large' | 'invalid';

/** Unusable response: a redirect, not JSON, too large or incomplete. */
export class UpstreamBadResponse extends TransientError {
  readonly code = 'UPSTREAM_BAD_RESPONSE';
  readonly fallbackType = 'api_failure';
  readonly action = 'route_to_fallback';

  readonly defect: ResponseDefect;
  readonly response: RejectedResponse | undefined;

  constructor(upstream: string, why: string, details: UpstreamFailureDetails & { defect?: ResponseDefect } = {}) {
    super(`${upstream} ${why}`, details);
    this.defect = details.defect ?? 'invalid';
    this.response = details.response;
  }

  override get statusCode(): number {
    return 502;
  }
}

const describeStatus = (status: number): string => `${status} ${STATUS_CODES[status] ?? ''}`.trim();
