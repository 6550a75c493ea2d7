import { wasRefusedBeforeExecution } from './redis-error.js';

interface RedisUnavailableOptions {
  /**
   * False if nothing was sent, or Redis rejected the command before any change. True without a reply, because a command that
   * has timed out can still be applied later.
   */
  readonly mayHaveBeenApplied: boolean;
  /** The code of Redis' error reply, for example `READONLY`. */
  readonly code?: string;
  /** Monotonic milliseconds since when a failover may be under way; undefined if there is none. */
  readonly failoverSinceMs?: number | undefined;
  readonly cause?: unknown;
}

/** Redis did not execute an operation, or its outcome is unknown. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
  readonly mayHaveBeenApplied: boolean;
  readonly code: string | undefined;
  readonly failoverSinceMs: number | undefined;

  /** Nothing was sent to Redis. @param code the reason, like an error code of Redis */
  static notSent(why: string, code?: string, failoverSinceMs?: number): RedisUnavailable {
    return new RedisUnavailable(why, {
      mayHaveBeenApplied: false,
      failoverSinceMs,
      ...(code !== undefined && { code }),
    });
  }

  /** Redis has not replied, and may apply the operation later. */
  static noReply(why: string, cause: unknown, failoverSinceMs?: number): RedisUnavailable {
    return new RedisUnavailable(why, { mayHaveBeenApplied: true, failoverSinceMs, cause });
  }

  /** Redis replied with an error. */
  static refused(error: Error, code: string, failoverSinceMs?: number): RedisUnavailable {
    const mayHaveBeenApplied = !wasRefusedBeforeExecution(code);
    return new RedisUnavailable(`refused: ${error.message}`, {
      mayHaveBeenApplied,
      code,
      failoverSinceMs,
      cause: error,
    });
  }

  constructor(why: string, { mayHaveBeenApplied, code, failoverSinceMs, cause }: RedisUnavailableOptions) {
    super(`Redis ${why}`, { cause });
    this.mayHaveBeenApplied = mayHaveBeenApplied;
    this.code = code;
    this.failoverSinceMs = failoverSinceMs;
  }
}
