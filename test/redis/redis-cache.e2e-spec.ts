import { randomUUID } from 'node:crypto';
import { Cache } from '@nestjs/cache-manager';
import { Logger } from '@nestjs/common';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { cacheContract } from '../../src/cache/cache.contract.js';
import { OpenCaches, Surroundings } from '../../src/cache/cache-caller.contract.js';
import { cacheCrowdContract } from '../../src/cache/cache-crowd.contract.js';
import { CacheConfig } from '../../src/cache/cache.config.js';
import { CacheEntry } from '../../src/cache/store/cache-entry.js';
import { SharedCache } from '../../src/cache/store/shared-cache.js';
import { TieredCacheStore } from '../../src/cache/store/tiered-cache-store.js';
import { LoadLock } from '../../src/cache/load/load-lock.js';
import { RedisYetAdapter } from '../../src/cache/store/redis-yet.adapter.js';
import { ResponseCache } from '../../src/cache/response-cache.js';
import { readRedisAddress } from '../../src/redis/address/redis-address.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { RedisConfig } from '../../src/redis/redis.config.js';
import { describeWithRedis, openRedis } from '../support/redis-server.js';

/** Calculates lifetimes with the clock of the test, because Redis uses its own. */
const inTestTime = (shared: SharedCache, now: () => number): Pick<SharedCache, 'get' | 'set'> => ({
  get: async (key) => {
    const found = await shared.get(key);
    return found && { ...found, leftMs: (found.value as CacheEntry).staleUntilMs - now() };
  },
  set: (key, value, times) => shared.set(key, value, times),
});

const suite = (): void => {
  let server: Awaited<ReturnType<typeof openRedis>>;
  const connections: RedisConnection[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await openRedis();
  });

  afterAll(() => server.close());

  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.onApplicationShutdown();
  });

  const process = async (keyPrefix: string, { now, random }: Surroundings): Promise<ResponseCache> => {
    const config = Object.assign(new RedisConfig(), { address: readRedisAddress(server.url), keyPrefix });
    const redis = new RedisConnection(config);
    connections.push(redis);
    await redis.onModuleInit();
    const keyv = new Keyv({ store: new RedisYetAdapter(redis, fail), namespace: redis.key('cache') });
    // The package declares its types twice, for require and for import. The value is the same.
    const cache = createCache({ stores: [keyv] }) as unknown as Cache;
    return new ResponseCache({
      config: new CacheConfig(),
      store: new TieredCacheStore({ shared: inTestTime(new SharedCache(cache, redis, fail), now), now }),
      locks: new LoadLock(redis),
      refreshLimitMs: 8_000,
      now,
      random,
    });
  };

  const fail = (operation: string): never => {
    throw new Error(`${operation} failed`);
  };

  const open: OpenCaches = async (surroundings) => {
    const keyPrefix = `test-${randomUUID()}:`;
    return { one: await process(keyPrefix, surroundings), other: await process(keyPrefix, surroundings) };
  };

  cacheContract(open);
  cacheCrowdContract(open);
};

describeWithRedis('the cache with Redis, in two processes', suite, { takesAny: true });
