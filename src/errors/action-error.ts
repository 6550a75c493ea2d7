import { cutText } from '../limits/text/cut-text.js';
import { limitMessages } from '../limits/text/message-list.js';

/** Stable error codes, documented in docs/errors.md. */
export const ERROR_CODES = [
  'INVALID_INPUT',
  'MALFORMED_JSON',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'UNKNOWN_ACTION',
  'METHOD_NOT_ALLOWED',
  'IDEMPOTENCY_IN_PROGRESS',
  'IDEMPOTENCY_CONFLICT',
  'OUTCOME_UNKNOWN',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'IDEMPOTENCY_KEY_REUSED',
  'UPSTREAM_REJECTED',
  'UPSTREAM_THROTTLED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_UNREACHABLE',
  'UPSTREAM_BAD_RESPONSE',
  'DEADLINE_EXCEEDED',
  'CIRCUIT_OPEN',
  'OVERLOADED',
  'STORE_UNAVAILABLE',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Category of a failure, for branches in a flow. */
export type FallbackType =
  'invalid_request' | 'auth_failure' | 'conflict' | 'rate_limited' | 'api_failure' | 'network_error' | 'internal_error';

/** Recommended next step of a flow. */
export type RoutingHint =
  'process_data' | 'wait_and_retry' | 'route_to_fallback' | 'refresh_token' | 'log_permission_error' | 'fix_request';

export interface FailureDetails {
  /** Logged, never sent to the caller. */
  cause?: unknown;
  /** Logged instead of messages that repeat caller data. */
  logMessage?: string | undefined;
  retryAfterMs?: number;
}

/** Maximum length of `message`, which joins all collected messages. */
const MAX_ERROR_CHARACTERS = 2_000;

/**
 * A failure together with its response.
 *
 * Callers see the messages, so they contain no token and no personal data. `cause` contains the details for the log.
 */
export abstract class ActionError extends Error {
  abstract readonly code: ErrorCode;
  abstract readonly httpStatus: number;
  abstract readonly fallbackType: FallbackType;
  abstract readonly action: RoutingHint;

  /** Wait before a retry; 0 if a retry cannot succeed. */
  readonly retryAfterMs: number = 0;

  /** True for a failure before the input is read. Such a failure keeps its HTTP status in both failure styles. */
  readonly precedesInput: boolean = false;

  /** Response headers, except `Retry-After`. */
  readonly headers: Readonly<Record<string, string>> = {};

  /** Readable problems: one entry, or up to eleven if the failure collects several. */
  readonly messages: readonly string[];

  /** The messages for the log, without names and values from the caller. */
  readonly logMessages: readonly string[];

  constructor(message: string, { cause, logMessage }: FailureDetails = {}, messages: readonly string[] = [message]) {
    super(cutText(message, MAX_ERROR_CHARACTERS), { cause });
    this.name = new.target.name;
    this.messages = limitMessages(messages);
    this.logMessages = logMessage === undefined ? this.messages : [logMessage];
  }

  /** The envelope's `status_code`: the HTTP status unless a subclass has a more specific one. */
  get statusCode(): number {
    return this.httpStatus;
  }
}

/** Error of the caller. Repeating the same call cannot succeed. */
export abstract class CallerError extends ActionError {
  readonly fallbackType: FallbackType = 'invalid_request';
  readonly action: RoutingHint = 'fix_request';
}

/** Temporary failure: 429 with `Retry-After`, never 5xx, so that retry policies do not amplify an outage. */
export abstract class TransientError extends ActionError {
  readonly httpStatus = 429;
  override readonly retryAfterMs: number;

  constructor(message: string, details: FailureDetails = {}) {
    super(message, details);
    // 0 means that a retry cannot succeed. Therefore an upstream's `Retry-After: 0` becomes 1 ms.
    this.retryAfterMs = Math.max(1, details.retryAfterMs ?? 5_000);
  }
}

/** Bug in the service. The caller sees no details; the log has the cause. */
export class InternalError extends ActionError {
  readonly code = 'INTERNAL';
  readonly httpStatus = 500;
  readonly fallbackType = 'internal_error';
  readonly action = 'route_to_fallback';

  constructor(details?: FailureDetails) {
    super('Internal error', details);
  }
}
