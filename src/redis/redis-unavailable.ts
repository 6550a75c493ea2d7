/** Redis did not do what it was asked, or nobody knows whether it did. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable';

  /**
   * @param mayHaveBeenApplied false where nothing was sent, or Redis itself declined; true where no answer came: a command
   * that has timed out may still be applied later
   */
  constructor(
    why: string,
    readonly mayHaveBeenApplied: boolean,
    cause?: unknown,
  ) {
    super(`Redis ${why}`, { cause });
  }
}
