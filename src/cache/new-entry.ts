import { seconds } from '../time/durations.js';
import { Output } from '../json/output.js';
import { CacheConfig } from './cache.config.js';
import { CacheOptions } from './cache-options.js';
import { CacheEntry } from './store/cache-entry.js';

const NEGATIVE_TTL_MS = seconds(30);
const JITTER = 0.1;

interface NewEntryOptions {
  readonly config: CacheConfig;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** From 0 to 1. */
  readonly random: number;
}

/** Creates the entry of a newly loaded output. */
export function newEntry(
  output: Output,
  options: CacheOptions,
  { config, nowMs, random }: NewEntryOptions,
): CacheEntry {
  const isNotFound = options.isNotFound?.(output.data as never) ?? false;
  const usualMs = options.ttlMs ?? seconds(config.ttlSeconds);
  const ttlMs = isNotFound ? Math.min(usualMs, options.negativeTtlMs ?? NEGATIVE_TTL_MS) : usualMs;
  // Adds jitter so that entries stored together do not expire together.
  const freshUntilMs = nowMs + ttlMs * (1 - random * JITTER);
  const { revalidateMs, staleMs } = isNotFound ? NEVER_STALE : staleWindows(options, config);
  const revalidateUntilMs = freshUntilMs + revalidateMs;
  const staleUntilMs = revalidateUntilMs + staleMs;
  return { text: output.json, storedAtMs: nowMs, freshUntilMs, revalidateUntilMs, staleUntilMs };
}

const NEVER_STALE = { revalidateMs: 0, staleMs: 0 };

/**
 * Returns the stale periods. With `staleMs: 0`, the default of `revalidateMs` is 0, so that no stale output is served.
 */
function staleWindows({ revalidateMs, staleMs }: CacheOptions, config: CacheConfig): typeof NEVER_STALE {
  return {
    revalidateMs: revalidateMs ?? (staleMs === 0 ? 0 : seconds(config.revalidateSeconds)),
    staleMs: staleMs ?? seconds(config.staleSeconds),
  };
}
