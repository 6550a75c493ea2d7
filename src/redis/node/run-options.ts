export interface RunOptions {
  /** Sends the operation even if the breaker is open. For operations whose failure makes the call fail. */
  readonly bypassBreaker?: boolean;
  /** Default: `REDIS_TIMEOUT_MS`. */
  readonly limitMs?: number | undefined;
}
