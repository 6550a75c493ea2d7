interface RedisUnavailableOptions {
  /**
   * False where nothing was sent, or Redis refused before it changed anything. True where no reply came: a command that has
   * timed out may still be applied later.
   */
  readonly mayHaveBeenApplied: boolean;
  /** The code of Redis' error reply, for example `READONLY`. */
  readonly code?: string;
  readonly cause?: unknown;
}

/** Redis did not do what was requested, or nobody knows whether it did. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';
  readonly mayHaveBeenApplied: boolean;
  readonly code: string | undefined;

  constructor(why: string, { mayHaveBeenApplied, code, cause }: RedisUnavailableOptions) {
    super(`Redis ${why}`, { cause });
    this.mayHaveBeenApplied = mayHaveBeenApplied;
    this.code = code;
  }
}
