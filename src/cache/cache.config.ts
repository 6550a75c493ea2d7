import { IsInt, Min } from 'class-validator';
import { Env } from '../config/env.decorator.js';

/** How long answers are served: the three times follow one another. */
export class CacheConfig {
  /** Fresh, unless the action says otherwise. */
  @Env('CACHE_TTL_SECONDS')
  @IsInt()
  @Min(1)
  readonly ttlSeconds: number = 300;

  /** Then stale, while a new one is fetched. */
  @Env('CACHE_REVALIDATE_SECONDS')
  @IsInt()
  @Min(0)
  readonly revalidateSeconds: number = 30;

  /** Then stale, only where the upstream fails. */
  @Env('CACHE_STALE_SECONDS')
  @IsInt()
  @Min(0)
  readonly staleSeconds: number = 3_600;

  /** How long a caller with a usable stale entry waits for a fresh one. */
  @Env('CACHE_SOFT_TIMEOUT_MS')
  @IsInt()
  @Min(0)
  readonly softTimeoutMs: number = 500;
}
