import { IsInt, Min } from 'class-validator';
import { Env } from '../config/variables/env.decorator.js';

/** How long outputs are served. The three periods follow one another. */
export class CacheConfig {
  /** How long an output is fresh, unless the action overrides it. */
  @Env('CACHE_TTL_SECONDS')
  @IsInt()
  @Min(1)
  readonly ttlSeconds: number = 300;

  /** How long it is then served stale while a new one is loaded. */
  @Env('CACHE_REVALIDATE_SECONDS')
  @IsInt()
  @Min(0)
  readonly revalidateSeconds: number = 30;

  /** How long it is then served stale only if the upstream fails. */
  @Env('CACHE_STALE_SECONDS')
  @IsInt()
  @Min(0)
  readonly staleSeconds: number = 3_600;

  /** How long a call with a usable stale entry waits for a fresh one. */
  @Env('CACHE_SOFT_TIMEOUT_MS')
  @IsInt()
  @Min(0)
  readonly softTimeoutMs: number = 500;
}
