import { limitMessages } from '../limits/text/message-list.js';
import { ActionError, CallerError, FailureDetails } from './action-error.js';

/** The input does not match the action's schema. */
export class InvalidInput extends CallerError {
  readonly code = 'INVALID_INPUT';
  readonly httpStatus = 400;

  /** @param logMessage logged instead of messages that repeat caller data */
  constructor(messages: string | readonly string[], logMessage?: string) {
    const all = limitMessages(typeof messages === 'string' ? [messages] : messages);
    super(all.join('; '), { logMessage }, all);
  }
}

/** A header that controls the call is invalid. */
export class InvalidHeader extends InvalidInput {
  override readonly precedesInput = true;
}

/** The body is not JSON (RFC 8259) or incomplete. */
export class MalformedJson extends CallerError {
  readonly code = 'MALFORMED_JSON';
  readonly httpStatus = 400;
  override readonly precedesInput = true;
}

/** Missing or invalid token. The reason is only in the log, because it would help an attacker. */
export class Unauthenticated extends ActionError {
  readonly code = 'UNAUTHENTICATED';
  readonly httpStatus = 401;
  readonly fallbackType = 'auth_failure';
  readonly action = 'refresh_token';
  override readonly precedesInput = true;
  override readonly headers: Readonly<Record<string, string>>;

  /**
   * @param reason for log and metrics; `missing` if there are no credentials
   * @param challenge value of `WWW-Authenticate`, if the route accepts more than bearer tokens
   */
  constructor(
    readonly reason: string,
    details: FailureDetails = {},
    challenge?: string,
  ) {
    const isMissing = reason === 'missing';
    const { required, invalid } = challenge === undefined ? TOKEN_MESSAGES : CREDENTIALS_MESSAGES;
    super(isMissing ? required : invalid, details);
    this.headers = { 'WWW-Authenticate': challenge ?? (isMissing ? 'Bearer' : 'Bearer error="invalid_token"') };
  }
}

const TOKEN_MESSAGES = { required: 'A bearer token is required', invalid: 'The bearer token is not valid' };
const CREDENTIALS_MESSAGES = { required: 'Credentials are required', invalid: 'The credentials are not valid' };

/** The caller is authenticated but not authorized. */
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

export const NOTHING_SERVED = 'No route for this path; GET /api/v1/dataactions lists the actions';

/** No route has this path. */
export class UnknownAction extends CallerError {
  readonly code = 'UNKNOWN_ACTION';
  readonly httpStatus = 404;
  override readonly precedesInput = true;
}

/** The route supports other methods only (RFC 9110 §15.5.6). */
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

/** The body or the header section is too large. */
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

/** The request is not valid HTTP, too slow, or has too large a header section. */
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
