export interface RunOptions {
  /** Sends the operation even if the breaker is open. For operations without which a call fails. */
  readonly bypassBreaker?: boolean;
  /** Default: `REDIS_TIMEOUT_MS`. */
  readonly limitMs?: number | undefined;
}
