import { STATUS_CODES } from 'node:http';
import { ActionError, FailureDetails, RoutingHint, TransientError } from './action-error.js';

/** An answer that is a refusal, as it came. */
export interface RejectedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** What its `Retry-After` asks for; absent where it asks for nothing. */
  readonly retryAfterMs?: number;
}

interface UpstreamCircumstances extends FailureDetails {
  answer?: RejectedResponse;
  /** Why it refused, as far as that is for the caller too. */
  detail?: string | undefined;
}

/**
 * The upstream refused the call itself (its 4xx but 429).
 *
 * Its 401 and 403 are about our credentials, so they never leave as ours: the platform would throw away a good token of its own.
 */
export class UpstreamRejected extends ActionError {
  readonly code = 'UPSTREAM_REJECTED';
  readonly httpStatus = 424;
  readonly fallbackType = 'api_failure';
  readonly action: RoutingHint;
  readonly answer: RejectedResponse | undefined;

  constructor(
    upstream: string,
    readonly upstreamStatus: number,
    circumstances: UpstreamCircumstances = {},
  ) {
    const detail = circumstances.detail === undefined ? '' : `: ${circumstances.detail}`;
    super(`${upstream} returned ${describeStatus(upstreamStatus)}${detail}`, circumstances);
    this.answer = circumstances.answer;
    this.action =
      ({ 401: 'refresh_token', 403: 'log_permission_error' } as const)[upstreamStatus] ?? 'route_to_fallback';
  }

  override get statusCode(): number {
    return this.upstreamStatus;
  }
}

/** The upstream asks us to slow down. */
export class UpstreamThrottled extends TransientError {
  readonly code = 'UPSTREAM_THROTTLED';
  readonly fallbackType = 'api_failure';
  readonly action = 'wait_and_retry';
  readonly answer: RejectedResponse | undefined;

  constructor(upstream: string, circumstances: UpstreamCircumstances = {}) {
    super(`${upstream} is limiting the rate of calls`, circumstances);
    this.answer = circumstances.answer;
  }
}

/** The upstream answered that it cannot (5xx). */
export class UpstreamUnavailable extends TransientError {
  readonly code = 'UPSTREAM_UNAVAILABLE';
  readonly fallbackType = 'api_failure';
  readonly action = 'route_to_fallback';
  readonly answer: RejectedResponse | undefined;

  constructor(
    upstream: string,
    readonly upstreamStatus: number,
    circumstances: UpstreamCircumstances = {},
  ) {
    super(`${upstream} returned ${describeStatus(upstreamStatus)}`, circumstances);
    this.answer = circumstances.answer;
  }

  override get statusCode(): number {
    return this.upstreamStatus;
  }
}

interface UnreachableCircumstances extends FailureDetails {
  wasSent?: boolean;
  wasStale?: boolean;
}

/** No answer came: name not found, refused, TLS, reset, or silent beyond the attempt's own limit. */
export class UpstreamUnreachable extends TransientError {
  readonly code = 'UPSTREAM_UNREACHABLE';
  readonly fallbackType = 'network_error';
  readonly action = 'route_to_fallback';

  /** False where the connection failed before a byte of the request left: nothing can have happened. */
  readonly wasSent: boolean;

  /** The connection had been idle and was gone: that tells nothing of how the upstream is. */
  readonly wasStale: boolean;

  constructor(upstream: string, why: string, circumstances: UnreachableCircumstances = {}) {
    super(`${upstream} ${why}`, circumstances);
    this.wasSent = circumstances.wasSent ?? true;
    this.wasStale = circumstances.wasStale ?? false;
  }

  /** 599, the customary code for a network failure. */
  override get statusCode(): number {
    return 599;
  }
}

/** What is wrong with an answer: its connection broke, it is larger than we read, or it is not what was asked for. */
export type ResponseDefect = 'cut-short' | 'too-large' | 'invalid';

/** An answer came, and is of no use: a redirect, no JSON, too large, cut short. */
export class UpstreamBadResponse extends TransientError {
  readonly code = 'UPSTREAM_BAD_RESPONSE';
  readonly fallbackType = 'api_failure';
  readonly action = 'route_to_fallback';

  readonly defect: ResponseDefect;
  readonly answer: RejectedResponse | undefined;

  constructor(upstream: string, why: string, circumstances: UpstreamCircumstances & { defect?: ResponseDefect } = {}) {
    super(`${upstream} ${why}`, circumstances);
    this.defect = circumstances.defect ?? 'invalid';
    this.answer = circumstances.answer;
  }

  override get statusCode(): number {
    return 502;
  }
}

const describeStatus = (status: number): string => `${status} ${STATUS_CODES[status] ?? ''}`.trim();
