export interface RunOptions {
  /** Sends although the breaker is open: for operations that a call cannot do without. */
  readonly bypassBreaker?: boolean;
  /** Default: `REDIS_TIMEOUT_MS`. */
  readonly limitMs?: number | undefined;
}
