import { IsInt, IsString, Min } from 'class-validator';
import { Env, EnvSecret } from '../config/env.decorator.js';
import { seconds } from '../durations.js';
import { readRedisAddress, RedisAddress } from './redis-address.js';

export class RedisConfig {
  /** The Redis that all processes share, `redis://` or `rediss://`; unset: each process keeps to its own memory. */
  @EnvSecret('REDIS_URL', readRedisAddress)
  readonly address?: RedisAddress;

  /** Stands in front of every key. */
  @Env('REDIS_KEY_PREFIX')
  @IsString()
  readonly keyPrefix: string = 'dataaction:';

  /** What one operation may take; longer, and Redis counts as lost for the moment. */
  @Env('REDIS_TIMEOUT_MS')
  @IsInt()
  @Min(1)
  readonly timeoutMs: number = 100;

  /** What making the connection may take. */
  @Env('REDIS_CONNECT_TIMEOUT_MS')
  @IsInt()
  @Min(1)
  readonly connectTimeoutMs: number = seconds(2);
}
