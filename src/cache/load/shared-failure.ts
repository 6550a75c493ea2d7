import { ActionError, ERROR_CODES, ErrorCode, FallbackType, RoutingHint } from '../../errors/action-error.js';

interface Told {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  readonly statusCode: number;
  readonly fallbackType: FallbackType;
  readonly action: RoutingHint;
  readonly retryAfterMs: number;
  readonly messages: readonly string[];
}

/** A failure that another process has met for all who waited, told as it was told there. */
export class SharedFailure extends ActionError {
  readonly code: ErrorCode;
  readonly httpStatus: number;
  readonly fallbackType: FallbackType;
  readonly action: RoutingHint;
  override readonly retryAfterMs: number;
  private readonly told: Told;

  private constructor(told: Told) {
    super(told.messages.join('; '), { cause: new Error('another process met it') }, told.messages);
    this.told = told;
    this.code = told.code;
    this.httpStatus = told.httpStatus;
    this.fallbackType = told.fallbackType;
    this.action = told.action;
    this.retryAfterMs = told.retryAfterMs;
  }

  override get statusCode(): number {
    return this.told.statusCode;
  }

  /** What callers may see of a failure; undefined for a bug of ours, which tells nothing to others. */
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
    } satisfies Told);
  }

  /** Undefined for what is no failure of ours. */
  static read(text: string): SharedFailure | undefined {
    try {
      const told = JSON.parse(text) as Told;
      return ERROR_CODES.includes(told.code) ? new SharedFailure(told) : undefined;
    } catch {
      return undefined;
    }
  }
}
