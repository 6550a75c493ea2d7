import { HttpException } from '@nestjs/common';
import { ActionError, ErrorCode, FallbackType, InternalError, RoutingHint } from './action-error.js';
import { UnknownAction } from './request-errors.js';

/** How a failure is told: by the HTTP status, or with HTTP 200 and the envelope alone. */
export const FAILURE_STYLES = ['status', 'in-body'] as const;
export type FailureStyle = (typeof FAILURE_STYLES)[number];

/** Where an answer comes from. */
export type Source = 'api' | 'cache' | 'stale' | 'replay' | 'none';

/** The one form of every answer of every Data Action; each field is always there and never null. */
export interface Envelope {
  data: object;
  errors: readonly string[];
  status: 'success' | 'error';
  success: boolean;
  status_code: number;
  code: 'OK' | ErrorCode;
  fallback_type: 'none' | FallbackType;
  action: RoutingHint;
  /** Seconds, equal to the header `Retry-After`; 0 where waiting is pointless. */
  retry_after: number;
  source: Source;
  correlation_id: string;
}

/** A failure as it leaves over HTTP. */
export interface ErrorResponse {
  httpStatus: number;
  headers: Readonly<Record<string, string>>;
  body: Envelope;
}

/** Whatever was thrown, as one of our failures: what we do not know is a bug of ours. */
export function toActionError(thrown: unknown): ActionError {
  if (thrown instanceof ActionError) return thrown;
  if (thrown instanceof HttpException && thrown.getStatus() === 404) return new UnknownAction('Nothing is served here');
  return new InternalError({ cause: thrown });
}

/** The one mapping from a failure to its answer; pure, and used wherever a failure leaves the service. */
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
