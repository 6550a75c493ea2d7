import { limitMessages } from '../limits/message-list.js';
import { ActionError, CallerError, FailureDetails } from './action-error.js';

/** The input does not fit the action's schema. */
export class InvalidInput extends CallerError {
  readonly code = 'INVALID_INPUT';
  readonly httpStatus = 400;

  /** @param logMessage stands in the log instead, where the messages repeat what the caller sent */
  constructor(messages: string | readonly string[], logMessage?: string) {
    const all = limitMessages(typeof messages === 'string' ? [messages] : messages);
    super(all.join('; '), { logMessage }, all);
  }
}

/** A header that steers the call makes no sense. */
export class InvalidHeader extends InvalidInput {
  override readonly precedesInput = true;
}

/** The body is no JSON text (RFC 8259), or was cut short on its way. */
export class MalformedJson extends CallerError {
  readonly code = 'MALFORMED_JSON';
  readonly httpStatus = 400;
  override readonly precedesInput = true;
}

/** No token, or one that proves nothing. The reason goes to the log: telling it would help a forger. */
export class Unauthenticated extends ActionError {
  readonly code = 'UNAUTHENTICATED';
  readonly httpStatus = 401;
  readonly fallbackType = 'auth_failure';
  readonly action = 'refresh_token';
  override readonly precedesInput = true;
  override readonly headers: Readonly<Record<string, string>>;

  /**
   * @param reason why, for log and metrics: `missing` where nothing came at all
   * @param challenge the ways to sign in, where there are others than a bearer token
   */
  constructor(
    readonly reason: string,
    circumstances: FailureDetails = {},
    challenge?: string,
  ) {
    const missing = reason === 'missing';
    const [wanted, given] = challenge === undefined ? ['A bearer token is', 'bearer token is'] : SEVERAL_WAYS;
    super(missing ? `${wanted} required` : `The ${given} not valid`, circumstances);
    this.headers = { 'WWW-Authenticate': challenge ?? (missing ? 'Bearer' : 'Bearer error="invalid_token"') };
  }
}

/** What is asked for, and what was given, where a call may come with a token or otherwise. */
const SEVERAL_WAYS = ['Credentials are', 'credentials are'] as const;

/** The caller is known, and may not do this. */
export class Forbidden extends ActionError {
  readonly code = 'FORBIDDEN';
  readonly httpStatus = 403;
  readonly fallbackType = 'auth_failure';
  readonly action = 'log_permission_error';
  override readonly precedesInput = true;
}

/** The token lacks the action's scope (RFC 6750 §3.1). */
export class InsufficientScope extends Forbidden {
  override readonly headers: Readonly<Record<string, string>>;

  constructor(scope: string) {
    super(`The token lacks the scope ${scope}`);
    this.headers = { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"` };
  }
}

/** Nothing is served at this address. */
export class UnknownAction extends CallerError {
  readonly code = 'UNKNOWN_ACTION';
  readonly httpStatus = 404;
  override readonly precedesInput = true;
}

/** The address exists and takes other methods (RFC 9110 §15.5.6). */
export class MethodNotAllowed extends CallerError {
  readonly code = 'METHOD_NOT_ALLOWED';
  readonly httpStatus = 405;
  override readonly precedesInput = true;
  override readonly headers: Readonly<Record<string, string>>;

  constructor(method: string, allowed: readonly string[]) {
    super(`${method} is not allowed here; use ${allowed.join(' or ')}`);
    this.headers = { Allow: allowed.join(', ') };
  }
}

/** The body, or what stands before it, is larger than we read. */
export class PayloadTooLarge extends CallerError {
  readonly code = 'PAYLOAD_TOO_LARGE';
  readonly httpStatus = 413;
  override readonly precedesInput = true;
}

/** The body is not `application/json` in UTF-8. */
export class UnsupportedMediaType extends CallerError {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
  readonly httpStatus = 415;
  override readonly precedesInput = true;
}

/** What arrived is no request that could be read at all. */
export class UnreadableRequest extends CallerError {
  readonly code: 'PAYLOAD_TOO_LARGE' | 'MALFORMED_JSON';
  override readonly precedesInput = true;

  constructor(
    readonly httpStatus: 400 | 408 | 431,
    message: string,
  ) {
    super(message);
    this.code = httpStatus === 431 ? 'PAYLOAD_TOO_LARGE' : 'MALFORMED_JSON';
  }
}
