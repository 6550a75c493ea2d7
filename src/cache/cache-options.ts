/** How long the outputs of one action are cached. Failures and partial outputs are never cached. Times are in milliseconds. */
export interface CacheOptions {
  /** How long an output is fresh. Default: `CACHE_TTL_SECONDS` */
  readonly ttlMs?: number;
  /**
   * How long after that a stale output is served at once while a new one is loaded. Default: `CACHE_REVALIDATE_SECONDS`, or 0
   * with `staleMs: 0`, which means that no stale output is served.
   */
  readonly revalidateMs?: number;
  /** How long after that a stale output is served if the upstream fails or is slow. Default: `CACHE_STALE_SECONDS` */
  readonly staleMs?: number;
  /** Returns whether an output says "not found", which may change at any moment. */
  readonly isNotFound?: (output: never) => boolean;
  /** How long such an output is cached at most. It is never served stale. Default: 30 seconds */
  readonly negativeTtlMs?: number;
  /** Returns whether a part of an output is missing. Such an output is not cached. */
  readonly isPartial?: (output: never) => boolean;
}
