import { HttpException } from '@nestjs/common';
import { ActionError, ErrorCode, FallbackType, RoutingHint } from './action-error.js';

interface ErrorMapping {
  readonly code: ErrorCode;
  readonly fallbackType: FallbackType;
  readonly action: RoutingHint;
  readonly retryAfterMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const INVALID = { fallbackType: 'invalid_request', action: 'fix_request' } as const;

const ERROR_BY_STATUS: Readonly<Record<number, ErrorMapping>> = {
  400: { code: 'INVALID_INPUT', ...INVALID },
  401: {
    code: 'UNAUTHENTICATED',
    fallbackType: 'auth_failure',
    action: 'refresh_token',
    headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  },
  403: { code: 'FORBIDDEN', fallbackType: 'auth_failure', action: 'log_permission_error' },
  404: { code: 'UNKNOWN_ACTION', ...INVALID },
  409: { code: 'IDEMPOTENCY_CONFLICT', fallbackType: 'conflict', action: 'route_to_fallback' },
  413: { code: 'PAYLOAD_TOO_LARGE', ...INVALID },
  415: { code: 'UNSUPPORTED_MEDIA_TYPE', ...INVALID },
  422: { code: 'INVALID_INPUT', ...INVALID },
  429: { code: 'OVERLOADED', fallbackType: 'rate_limited', action: 'wait_and_retry', retryAfterMs: 5_000 },
};

/**
 * Wraps an exception of Nest or an error of an Express middleware. The response of the action keeps its HTTP status.
 */
export class HttpExceptionError extends ActionError {
  readonly code: ErrorCode;
  readonly fallbackType: FallbackType;
  readonly action: RoutingHint;
  override readonly retryAfterMs: number;
  override readonly headers: Readonly<Record<string, string>>;

  private constructor(
    readonly httpStatus: number,
    mapping: ErrorMapping,
    messages: readonly string[],
    override readonly precedesInput: boolean,
    cause: unknown,
  ) {
    super(messages.join('; '), { cause }, messages);
    ({ code: this.code, fallbackType: this.fallbackType, action: this.action } = mapping);
    this.retryAfterMs = mapping.retryAfterMs ?? 0;
    this.headers = mapping.headers ?? {};
  }

  /**
   * @param precedesInput whether the value was thrown before the input was read, for example by a guard
   * @returns undefined if no error code fits
   */
  static from(thrown: unknown, precedesInput: boolean): HttpExceptionError | undefined {
    const [status, messages] = thrown instanceof HttpException ? ofException(thrown) : ofHttpError(thrown);
    const mapping = isMalformedJson(thrown) ? { code: 'MALFORMED_JSON' as const, ...INVALID } : ERROR_BY_STATUS[status];
    return mapping && new HttpExceptionError(status, mapping, messages, precedesInput, thrown);
  }
}

function ofException(exception: HttpException): [number, readonly string[]] {
  const body = exception.getResponse() as { message?: unknown } | string;
  const message = typeof body === 'string' ? body : body.message;
  const messages = (Array.isArray(message) ? message : [message]).filter((item) => typeof item === 'string');
  return [exception.getStatus(), messages.length > 0 ? messages : [exception.message]];
}

/** Reads an error of the package http-errors, which Express and its middleware throw. */
function ofHttpError(thrown: unknown): [number, readonly string[]] {
  const { statusCode, expose, message } = (thrown ?? {}) as {
    statusCode?: unknown;
    expose?: unknown;
    message?: unknown;
  };
  return typeof statusCode === 'number' && expose === true ? [statusCode, [String(message)]] : [0, []];
}

const isMalformedJson = (thrown: unknown): boolean =>
  thrown instanceof SyntaxError && (thrown as { type?: unknown }).type === 'entity.parse.failed';
