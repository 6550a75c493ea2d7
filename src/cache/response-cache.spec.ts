import { Output } from '../json/output.js';
import { RedisConfig } from '../redis/redis.config.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { Deadline } from '../resilience/deadline/deadline.js';
import { cacheContract } from './cache.contract.js';
import { OpenCaches } from './cache-caller.contract.js';
import { cacheCrowdContract } from './cache-crowd.contract.js';
import { CacheConfig } from './cache.config.js';
import { TieredCacheStore } from './store/tiered-cache-store.js';
import { LoadLock } from './load/load-lock.js';
import { ResponseCache, ResponseCacheDependencies } from './response-cache.js';

const DEPENDENCIES: Omit<ResponseCacheDependencies, 'store'> = {
  config: new CacheConfig(),
  locks: new LoadLock(new RedisConnection(new RedisConfig())),
  refreshLimitMs: 8_000,
  now: () => 1_000,
  random: () => 0,
};

describe('The cache in the memory of the process', () => {
  const open: OpenCaches = async ({ now, random }) => {
    const cache = new ResponseCache({
      ...DEPENDENCIES,
      store: new TieredCacheStore({ shared: undefined, now }),
      now,
      random,
    });
    return { one: cache, other: cache };
  };

  cacheContract(open);
  cacheCrowdContract(open);
});

describe('The cache, after it has waited for the load lock', () => {
  const deadline = new Deadline(performance.now(), 8_000);

  afterAll(() => deadline.release());

  it('serves the output that another process loaded during the wait for the lock', async () => {
    const stored = new Map<string, unknown>();
    const entry = {
      text: '"theirs"',
      storedAtMs: 1_000,
      freshUntilMs: 2_000,
      revalidateUntilMs: 2_000,
      staleUntilMs: 2_000,
    };
    let ended = 0;
    const locks: ResponseCacheDependencies['locks'] = {
      acquireUnlessShared: async () => ({ kind: 'busy', holder: 'another' }),
      wait: async (key) => void stored.set(key, entry),
      acquire: async () => ({ kind: 'acquired', lock: { end: async () => void (ended += 1) } }),
    };
    const shared = {
      get: async (key: string) => (stored.has(key) ? { value: stored.get(key), leftMs: 1_000 } : undefined),
      set: async () => true,
    };
    const store = new TieredCacheStore({ shared, now: DEPENDENCIES.now });
    const cache = new ResponseCache({ ...DEPENDENCIES, store, locks });
    const load = async (): Promise<Output> => {
      throw new Error('Unexpected load');
    };

    expect(await cache.getOrLoad({ key: 'k', options: {}, deadline, load, skipsCache: false })).toMatchObject({
      output: { json: '"theirs"' },
      result: 'hit',
      ageMs: 0,
    });
    expect(ended).toBe(1);
  });
});
