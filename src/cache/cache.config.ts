import { EnvInteger } from '../config/variables/env.decorator.js';

/** How long outputs are served. The first three periods follow one another. */
export class CacheConfig {
  /** How long an output is fresh, unless the action overrides it. */
  @EnvInteger('CACHE_TTL_SECONDS', { min: 1 })
  readonly ttlSeconds: number = 300;

  /** How long an output is then served stale while a new one is loaded. */
  @EnvInteger('CACHE_REVALIDATE_SECONDS', { min: 0 })
  readonly revalidateSeconds: number = 30;

  /** How long an output is then served stale only if the upstream fails. */
  @EnvInteger('CACHE_STALE_SECONDS', { min: 0 })
  readonly staleSeconds: number = 3_600;

  /** How long a call with a usable stale entry waits for a fresh one. */
  @EnvInteger('CACHE_SOFT_TIMEOUT_MS', { min: 0 })
  readonly softTimeoutMs: number = 500;
}
