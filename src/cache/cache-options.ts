/** How long an action's answers are kept. Answers are JSON; whole ones, as whatever fails or is partial is never kept. */
export interface CacheOptions {
  /** How long an answer is fresh; unset: `CACHE_TTL_SECONDS`. */
  readonly ttlMs?: number;
  /** Tells the answers "there is no such thing", which may be wrong any moment. */
  readonly isNotFound?: (answer: never) => boolean;
  /** How long these are kept at most, and never stale; unset: 30 seconds. */
  readonly negativeTtlMs?: number;
  /** Tells the answers of which a part is missing. */
  readonly isPartial?: (answer: never) => boolean;
}
