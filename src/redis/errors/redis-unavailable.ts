import { wasRefusedBeforeExecution } from './redis-error.js';

interface RedisUnavailableOptions {
  /**
   * False if nothing was sent, or Redis rejected the command before any change. True without a reply, because a command that
   * has timed out can still be applied later.
   */
  readonly mayHaveBeenApplied: boolean;
  /** The code of Redis' error reply, for example `READONLY`. */
  readonly code?: string;
  /** When a possible failover began, in monotonic milliseconds; undefined if there is none. */
  readonly failoverStartedAtMs?: number | undefined;
  readonly cause?: unknown;
}

/** Redis did not execute an operation, or its outcome is unknown. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
  readonly mayHaveBeenApplied: boolean;
  readonly code: string | undefined;
  readonly failoverStartedAtMs: number | undefined;

  /** Nothing was sent to Redis. @param code the reason, like an error code of Redis */
  static notSent(why: string, code?: string, failoverStartedAtMs?: number): RedisUnavailable {
    return new RedisUnavailable(why, {
      mayHaveBeenApplied: false,
      failoverStartedAtMs,
      ...(code !== undefined && { code }),
    });
  }

  /** Redis has not replied, and may apply the operation later. */
  static noReply(why: string, cause: unknown, failoverStartedAtMs?: number): RedisUnavailable {
    return new RedisUnavailable(why, { mayHaveBeenApplied: true, failoverStartedAtMs, cause });
  }

  /** Redis replied with an error. */
  static refused(error: Error, code: string, failoverStartedAtMs?: number): RedisUnavailable {
    const mayHaveBeenApplied = !wasRefusedBeforeExecution(code);
    return new RedisUnavailable(`refused: ${error.message}`, {
      mayHaveBeenApplied,
      code,
      failoverStartedAtMs,
      cause: error,
    });
  }

  constructor(why: string, { mayHaveBeenApplied, code, failoverStartedAtMs, cause }: RedisUnavailableOptions) {
    super(`Redis ${why}`, { cause });
    this.mayHaveBeenApplied = mayHaveBeenApplied;
    this.code = code;
    this.failoverStartedAtMs = failoverStartedAtMs;
  }
}
