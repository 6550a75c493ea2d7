import { ActionError, InternalError } from '../errors/action-error.js';
import { HttpExceptionError } from '../errors/http-exception-error.js';
import { Envelope, FailureStyle } from './envelope.js';

export interface ErrorResponse {
  httpStatus: number;
  headers: Readonly<Record<string, string>>;
  body: Envelope;
}

/**
 * Converts any thrown value to an error with a response. An unknown value is a bug and becomes `INTERNAL`.
 *
 * @param precedesInput whether the value was thrown before the input was read
 */
export function toActionError(thrown: unknown, precedesInput = false): ActionError {
  if (thrown instanceof ActionError) return thrown;
  return HttpExceptionError.from(thrown, precedesInput) ?? new InternalError({ cause: thrown });
}

/** Maps a failure to its response. Every failure that the service returns is mapped here. */
export function errorResponse(error: ActionError, style: FailureStyle, correlationId: string): ErrorResponse {
  const retryAfterSeconds = Math.ceil(error.retryAfterMs / 1_000);
  const keepsStatus = style === 'status' || error.precedesInput;
  return {
    httpStatus: keepsStatus ? error.httpStatus : 200,
    headers: retryAfterSeconds > 0 ? { ...error.headers, 'Retry-After': String(retryAfterSeconds) } : error.headers,
    body: {
      data: {},
      errors: error.messages,
      status: 'error',
      success: false,
      status_code: error.statusCode,
      code: error.code,
      fallback_type: error.fallbackType,
      action: error.action,
      retry_after: retryAfterSeconds,
      source: 'none',
      correlation_id: correlationId,
    },
  };
}
