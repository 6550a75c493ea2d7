import { cutText } from '../limits/cut-text.js';
import { limitMessages } from '../limits/message-list.js';

/** Every stable machine code that a failed call can carry, as in docs/errors.md. */
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

/** The family of a failure, which a flow may branch on. */
export type FallbackType =
  'invalid_request' | 'auth_failure' | 'conflict' | 'rate_limited' | 'api_failure' | 'network_error' | 'internal_error';

/** What a flow should do next. */
export type RoutingHint =
  'process_data' | 'wait_and_retry' | 'route_to_fallback' | 'refresh_token' | 'log_permission_error' | 'fix_request';

export interface FailureDetails {
  /** Goes to the log, never to the caller. */
  cause?: unknown;
  /** Stands in the log instead of messages that repeat what the caller sent. */
  logMessage?: string | undefined;
  retryAfterMs?: number;
}

/** Characters of an error's own message, which joins all that it collects. */
const MAX_ERROR_CHARACTERS = 2_000;

/**
 * A failure with its answer attached: whoever throws it has said all that the caller will see.
 *
 * The messages are shown to the caller, so they hold no token and no personal data; `cause` carries the rest to the log.
 */
export abstract class ActionError extends Error {
  abstract readonly code: ErrorCode;
  abstract readonly httpStatus: number;
  abstract readonly fallbackType: FallbackType;
  abstract readonly action: RoutingHint;

  /** Milliseconds after which the same call may succeed; 0 where waiting is pointless. */
  readonly retryAfterMs: number = 0;

  /** True for what happens before the body is read as input: such an answer keeps its HTTP status in both failure styles. */
  readonly precedesInput: boolean = false;

  /** Headers that belong to the answer, `Retry-After` excepted. */
  readonly headers: Readonly<Record<string, string>> = {};

  /** All that went wrong, readable: one entry unless the failure collects several, and never more than eleven. */
  readonly messages: readonly string[];

  /** The same as the log may hold it: without names and values that the caller chose. */
  readonly logMessages: readonly string[];

  constructor(message: string, { cause, logMessage }: FailureDetails = {}, messages: readonly string[] = [message]) {
    super(cutText(message, MAX_ERROR_CHARACTERS), { cause });
    this.name = new.target.name;
    this.messages = limitMessages(messages);
    this.logMessages = logMessage === undefined ? this.messages : [logMessage];
  }

  /** The envelope's `status_code`: the HTTP status, unless the failure knows a truer one. */
  get statusCode(): number {
    return this.httpStatus;
  }
}

/** The caller's fault: the same call cannot succeed, so nobody should repeat it. */
export abstract class CallerError extends ActionError {
  readonly fallbackType: FallbackType = 'invalid_request';
  readonly action: RoutingHint = 'fix_request';
}

/** A passing failure: 429 with `Retry-After` and never 5xx, so that no retry policy turns one outage into a storm. */
export abstract class TransientError extends ActionError {
  readonly httpStatus = 429;
  override readonly retryAfterMs: number;

  constructor(message: string, circumstances: FailureDetails = {}) {
    super(message, circumstances);
    // 0 would say that waiting is pointless; an upstream that means "now" is given a moment.
    this.retryAfterMs = Math.max(1, circumstances.retryAfterMs ?? 5_000);
  }
}

/** A bug of ours: opaque to the caller, whole in the log. */
export class InternalError extends ActionError {
  readonly code = 'INTERNAL';
  readonly httpStatus = 500;
  readonly fallbackType = 'internal_error';
  readonly action = 'route_to_fallback';

  constructor(circumstances?: FailureDetails) {
    super('Internal error', circumstances);
  }
}
