import { CACHE_MANAGER, CacheModule as CacheManagerModule, Cache } from '@nestjs/cache-manager';
import { Global, Module } from '@nestjs/common';
import { seconds } from '../time/durations.js';
import { Metrics } from '../observability/metrics/metrics.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { DeadlineConfig } from '../resilience/deadline/deadline.config.js';
import { CacheConfig } from './cache.config.js';
import { SharedCache } from './store/shared-cache.js';
import { TieredCacheStore } from './store/tiered-cache-store.js';
import { LoadLock } from './load/load-lock.js';
import type { RedisYetAdapter } from './store/redis-yet.adapter.js';
import { ResponseCache } from './response-cache.js';

/** Caches outputs: in Redis if it is configured, otherwise in the memory of the process. */
@Global()
@Module({
  imports: [
    CacheManagerModule.registerAsync({
      inject: [RedisConnection, CacheConfig, Metrics],
      useFactory: async (redis: RedisConnection, { ttlSeconds }: CacheConfig, metrics: Metrics) => ({
        ttl: seconds(ttlSeconds),
        namespace: redis.key('cache'),
        ...(redis.isConfigured && { stores: [await sharedStore(redis, metrics)] }),
      }),
    }),
  ],
  providers: [
    {
      provide: ResponseCache,
      inject: [CACHE_MANAGER, RedisConnection, CacheConfig, DeadlineConfig, Metrics],
      useFactory: (
        cache: Cache,
        redis: RedisConnection,
        config: CacheConfig,
        { actionTimeoutMs }: DeadlineConfig,
        metrics: Metrics,
      ): ResponseCache =>
        new ResponseCache({
          config,
          store: new TieredCacheStore({
            shared: redis.isConfigured ? new SharedCache(cache, redis, countFaults(metrics)) : undefined,
            now: wallClock,
            isValid: isObject,
          }),
          locks: new LoadLock(redis),
          refreshLimitMs: actionTimeoutMs,
          now: wallClock,
          random: Math.random,
        }),
    },
  ],
  exports: [ResponseCache, CacheManagerModule],
})
export class CacheModule {}

/** Imports the adapter only if Redis is configured, because it loads the Redis client. */
async function sharedStore(redis: RedisConnection, metrics: Metrics): Promise<RedisYetAdapter> {
  const { RedisYetAdapter } = await import('./store/redis-yet.adapter.js');
  return new RedisYetAdapter(redis, countFaults(metrics));
}

const countFaults =
  ({ cacheStoreFaults }: Metrics) =>
  (operation: string): void =>
    cacheStoreFaults.inc({ operation });

/** Returns the milliseconds since 1970 by a clock that does not jump while the process runs. */
const wallClock = (): number => performance.timeOrigin + performance.now();

/** Returns whether data is an object, like the output of every action. */
const isObject = (data: unknown): boolean => typeof data === 'object' && data !== null && !Array.isArray(data);
