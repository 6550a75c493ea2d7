/** How long the outputs of one action are cached. Failures and partial outputs are never cached. Times are in milliseconds. */
export interface CacheOptions {
  /** How long an output is fresh. Default: `CACHE_TTL_SECONDS` */
  readonly ttlMs?: number;
  /**
   * Time after `ttlMs` in which a stale output is served at once while a new one is loaded. Default:
   * `CACHE_REVALIDATE_SECONDS`. If `staleMs` is 0, the default is 0, so that no stale output is served.
   */
  readonly revalidateMs?: number;
  /**
   * Time after `revalidateMs` in which a stale output is served only if the upstream fails or is slow. Default:
   * `CACHE_STALE_SECONDS`
   */
  readonly staleMs?: number;
  /** Returns whether an output means "not found" (negative caching, RFC 2308). */
  readonly isNotFound?: (output: never) => boolean;
  /** Maximum time for which a "not found" output is cached. It is never served stale. Default: 30 seconds */
  readonly negativeTtlMs?: number;
  /** Returns whether a part of an output is missing. Such an output is not cached. */
  readonly isPartial?: (output: never) => boolean;
}
