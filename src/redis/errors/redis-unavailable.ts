import { wasRefusedBeforeExecution } from './redis-error.js';

interface RedisUnavailableOptions {
  /**
   * False if nothing was sent, or Redis rejected the command before any change. True without a reply, because a command that
   * has timed out can still be applied later.
   */
  readonly mayHaveBeenApplied: boolean;
  /** The code of Redis' error reply, for example `READONLY`. */
  readonly code?: string;
  readonly cause?: unknown;
}

/** Redis did not execute an operation, or its outcome is unknown. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
  readonly mayHaveBeenApplied: boolean;
  readonly code: string | undefined;

  /** Nothing was sent to Redis. @param code the reason, like an error code of Redis */
  static notSent(why: string, code?: string): RedisUnavailable {
    return new RedisUnavailable(why, { mayHaveBeenApplied: false, ...(code !== undefined && { code }) });
  }

  /** Redis replied with an error. */
  static refused(error: Error, code: string): RedisUnavailable {
    const mayHaveBeenApplied = !wasRefusedBeforeExecution(code);
    return new RedisUnavailable(`refused: ${error.message}`, { mayHaveBeenApplied, code, cause: error });
  }

  constructor(why: string, { mayHaveBeenApplied, code, cause }: RedisUnavailableOptions) {
    super(`Redis ${why}`, { cause });
    this.mayHaveBeenApplied = mayHaveBeenApplied;
    this.code = code;
  }
}
