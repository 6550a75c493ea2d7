import { ActionError, ERROR_CODES, ErrorCode, FallbackType, RoutingHint } from '../../errors/action-error.js';

interface StoredFailure {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  readonly statusCode: number;
  readonly fallbackType: FallbackType;
  readonly action: RoutingHint;
  readonly retryAfterMs: number;
  readonly messages: readonly string[];
}

/** A failure of a load in another process. It results in the same response as in that process. */
export class SharedFailure extends ActionError {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  readonly fallbackType: FallbackType;
  readonly action: RoutingHint;
  override readonly retryAfterMs: number;
  private readonly stored: StoredFailure;

  private constructor(stored: StoredFailure) {
    super(stored.messages.join('; '), { cause: new Error('The load of another process failed') }, stored.messages);
    this.stored = stored;
    this.code = stored.code;
    this.httpStatus = stored.httpStatus;
    this.fallbackType = stored.fallbackType;
    this.action = stored.action;
    this.retryAfterMs = stored.retryAfterMs;
  }

  override get statusCode(): number {
    return this.stored.statusCode;
  }

  /** Serialises what callers may see of a failure. Returns undefined for an unexpected error, which is not shared. */
  static write(failure: unknown): string | undefined {
    if (!(failure instanceof ActionError)) return undefined;
    const { code, httpStatus, statusCode, fallbackType, action, retryAfterMs, messages } = failure;
    return JSON.stringify({
      code,
      httpStatus,
      statusCode,
      fallbackType,
      action,
      retryAfterMs,
      messages,
    } satisfies StoredFailure);
  }

  /** Parses a serialised failure. Returns undefined for any other text. */
  static read(text: string): SharedFailure | undefined {
    try {
      const stored = JSON.parse(text) as StoredFailure;
      return ERROR_CODES.includes(stored.code) ? new SharedFailure(stored) : undefined;
    } catch {
      return undefined;
    }
  }
}
