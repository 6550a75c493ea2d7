import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cache } from '@nestjs/cache-manager';
import { Logger } from '@nestjs/common';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { OpenCaches, Surroundings } from '../../src/cache/cache-caller.contract.js';
import { cacheCrowdContract } from '../../src/cache/cache-crowd.contract.js';
import { CacheLookupResult } from '../../src/cache/cache-lookup.js';
import { CacheConfig } from '../../src/cache/cache.config.js';
import { cacheContract } from '../../src/cache/cache.contract.js';
import { LoadLock } from '../../src/cache/load/load-lock.js';
import { ResponseCache } from '../../src/cache/response-cache.js';
import { CacheEntry } from '../../src/cache/store/cache-entry.js';
import { RedisYetAdapter } from '../../src/cache/store/redis-yet.adapter.js';
import { SharedCache } from '../../src/cache/store/shared-cache.js';
import { TieredCacheStore } from '../../src/cache/store/tiered-cache-store.js';
import { Claim } from '../../src/idempotency/store/idempotency-store.js';
import { RedisIdempotencyStore } from '../../src/idempotency/store/redis-idempotency.store.js';
import { Output } from '../../src/json/output.js';
import { readRedisUrl } from '../../src/redis/url/redis-url.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { RedisConfig } from '../../src/redis/redis.config.js';
import { Deadline } from '../../src/resilience/deadline/deadline.js';
import { connect } from '../support/redis-client.js';
import { describeWithRedis, openRedis, RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';

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
    const config = Object.assign(new RedisConfig(), { address: readRedisUrl(server.url), keyPrefix });
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

const HOUR_MS = 3_600_000;

describeWithRedis('A wrong clock', () => {
  let redis: RedisServer;
  const connections: RedisConnection[] = [];

  const open = async (): Promise<RedisConnection> => {
    const connection = await connect(redis.url, { timeoutMs: 5_000 });
    connections.push(connection);
    return connection;
  };

  beforeAll(() => void Logger.overrideLogger(false));

  beforeEach(async () => {
    redis = await RedisServer.start();
  });

  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.onApplicationShutdown();
    await redis.kill();
  });

  describe('of a process', () => {
    /** The current output of the upstream. */
    let upstream: string;
    let faults: string[];

    beforeEach(() => (faults = []));
    afterEach(() => expect(faults).toEqual([]));

    const noteFault = (operation: string): void => void faults.push(operation);
    /** Returns the cache of a process. @param aheadMs how far its clock is ahead */
    async function cacheOf(aheadMs: number): Promise<ResponseCache> {
      const connection = await open();
      const now = (): number => performance.timeOrigin + performance.now() + aheadMs;
      const keyv = new Keyv({ store: new RedisYetAdapter(connection, noteFault), namespace: connection.key('cache') });
      const cache = createCache({ stores: [keyv] }) as unknown as Cache;
      const shared = new SharedCache(cache, connection, noteFault);
      return new ResponseCache({
        config: new CacheConfig(),
        store: new TieredCacheStore({ shared, now }),
        locks: new LoadLock(connection),
        refreshLimitMs: 8_000,
        now,
        random: () => 0.5,
      });
    }

    async function read(cache: ResponseCache, ttlMs: number, skipsCache = false): Promise<CacheLookupResult> {
      const deadline = new Deadline(performance.now(), 8_000);
      const load = async (): Promise<Output> => Output.of(upstream as never);
      const result = await cache.getOrLoad({ key: 'k', options: { ttlMs, staleMs: 0 }, deadline, load, skipsCache });
      deadline.release();
      return result;
    }

    it.each([
      ['ahead', HOUR_MS, 0],
      ['behind', 0, HOUR_MS],
    ])(
      'that is an hour %s does not keep an output fresh for longer in other processes',
      async (_, writerAheadMs, readerAheadMs) => {
        const [writer, reader] = [await cacheOf(writerAheadMs), await cacheOf(readerAheadMs)];
        upstream = 'old';
        await read(writer, 1_500);
        expect((await read(reader, 1_500)).ageMs).toBeLessThan(1_500);
        upstream = 'new';

        await until(async () => (await read(reader, HOUR_MS)).output.json === '"new"');
      },
    );

    it.each([
      ['ahead', HOUR_MS, 0],
      ['behind', 0, HOUR_MS],
    ])(
      'that is an hour %s does not hide an output loaded with no-cache from other processes',
      async (_, writerAheadMs, readerAheadMs) => {
        const [writer, reader] = [await cacheOf(writerAheadMs), await cacheOf(readerAheadMs)];
        upstream = 'old';
        await read(reader, HOUR_MS);
        // A load stores its output in the background. The key of its lock does not match this pattern.
        await until(async () => (await redis.keys('dataaction:cache:*')).length > 0);
        upstream = 'new';

        // A load that starts within one round trip after the store may count as older.
        await until(async () => {
          expect((await read(writer, HOUR_MS, true)).output.data).toBe('new');
          return (await read(reader, HOUR_MS)).output.json === '"new"';
        });
        expect((await read(await cacheOf(readerAheadMs), HOUR_MS)).output.data).toBe('new');
      },
    );

    it.each([
      ['ahead', HOUR_MS, 0],
      ['behind', 0, HOUR_MS],
    ])(
      'that is an hour %s does not let an older load replace a newer output',
      async (_, loaderAheadMs, otherAheadMs) => {
        const [loader, other] = [await cacheOf(loaderAheadMs), await cacheOf(otherAheadMs)];
        let respond: ((output: Output) => void) | undefined;
        const load = (): Promise<Output> => new Promise((resolve) => (respond = resolve));
        const deadline = new Deadline(performance.now(), 8_000);
        const loading = loader.getOrLoad({ key: 'k', options: { ttlMs: HOUR_MS }, deadline, load, skipsCache: false });
        await until(() => respond !== undefined);
        upstream = 'new';
        await read(other, HOUR_MS, true);
        await until(async () => (await redis.keys('dataaction:cache:*')).length > 0);

        // The older output arrives late.
        redis.freeze();
        respond?.(Output.of('old' as never));
        await loading;
        await sleep(200);
        redis.thaw();

        // The lock ends when the output was stored or rejected.
        await until(async () => (await redis.keys('dataaction:turn:*')).length === 0);
        upstream = 'newest';
        expect((await read(await cacheOf(otherAheadMs), HOUR_MS)).output.data).toBe('new');
        await until(async () => (await read(loader, HOUR_MS)).output.json !== '"old"');
        deadline.release();
      },
    );
  });

  describe('of Redis that is set back by half an hour', () => {
    const claimBy = (owner: string): Claim => {
      const key = { name: 'name', scope: 'scope' };
      return { key, owner, fingerprint: 'f', leaseMs: 2_500, ttlMs: HOUR_MS, mayResend: true };
    };

    /** Simulates a clock that is set back: moves the end of the lease half an hour into the future. */
    async function setBack(): Promise<void> {
      const [record = ''] = await redis.keys('dataaction:idempotency:*:scope');
      const lease = Number(await redis.command('HGET', record, 'lease'));
      await redis.command('HSET', record, 'lease', String(lease + HOUR_MS / 2));
    }

    it('does not block the key of a dead owner for longer than one lease', async () => {
      const store = new RedisIdempotencyStore(await open());
      expect(await store.claim(claimBy('dead'))).toMatchObject({ kind: 'new' });
      await setBack();

      const first = await store.claim(claimBy('next'));

      expect(first.kind).toBe('busy');
      expect(first.kind === 'busy' && first.leaseMs).toBeLessThanOrEqual(2_500);
      await until(async () => (await store.claim(claimBy('next'))).kind === 'takeover', 10_000);
    });

    it('does not take the key away from an owner that extends its lease', async () => {
      const store = new RedisIdempotencyStore(await open());
      await store.claim(claimBy('alive'));
      await setBack();
      await store.claim(claimBy('next'));

      expect(await store.extend(claimBy('alive'), 2_500)).toMatchObject({ kind: 'done' });
      expect(await store.claim(claimBy('next'))).toMatchObject({ kind: 'busy' });
      expect(await store.complete(claimBy('alive'), '"one"')).toMatchObject({ kind: 'done' });
      expect(await store.claim(claimBy('next'))).toEqual({ kind: 'replay', output: '"one"' });
    });
  });
});
