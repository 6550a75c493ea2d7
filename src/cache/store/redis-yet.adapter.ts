import { RedisStore, redisInsStore } from 'cache-manager-redis-yet';
import type { StoredDataRaw } from 'keyv';
import { RedisConnection } from '../../redis/redis-connection.js';
import type { RedisClient } from '../../redis/redis-client.js';

/** Keys looked at, and removed, in one round trip. */
const CLEAR_BATCH = 500;

/**
 * Gives cache-manager the Redis store of `cache-manager-redis-yet`, over our own connection: each operation is bounded, a
 * lost Redis is a miss, and so is an entry that cannot be read. Nothing here ever throws.
 */
export class RedisYetAdapter {
  readonly opts = {};
  /** Set by Keyv; stands in front of every key that it hands over. */
  namespace?: string;
  private readonly stores = new WeakMap<RedisClient, RedisStore>();

  /** @param onFault told of every operation that failed, by name */
  constructor(
    private readonly redis: RedisConnection,
    private readonly onFault: (operation: string) => void,
  ) {}

  /** The stored value, which expires when Redis says so: the clock of the process that wrote it does not matter. */
  async get<Value>(key: string): Promise<StoredDataRaw<Value> | undefined> {
    return this.attempt('get', key, async (store) => {
      const [leftMs, found] = await Promise.all([store.ttl(key), store.get<StoredDataRaw<Value>>(key)]);
      if (typeof found !== 'object' || found === null || !('value' in found)) return undefined;
      return { ...found, expires: leftMs < 0 ? undefined : Date.now() + leftMs };
    });
  }

  /**
   * @param text Keyv's JSON, which the store makes itself again
   * @param ttlMs without one it stays until it is evicted
   */
  async set(key: string, text: string, ttlMs?: number): Promise<void> {
    const pxMs = ttlMs === undefined ? undefined : Math.max(1, Math.ceil(ttlMs));
    await this.attempt('set', key, (store) => store.set(key, JSON.parse(text), pxMs));
  }

  async delete(key: string): Promise<boolean> {
    await this.attempt('delete', key, (store) => store.del(key));
    return true;
  }

  /** Removes what is in the namespace, and nothing else: the store's own way is FLUSHDB. */
  async clear(): Promise<void> {
    const pattern = `${(this.namespace ?? '').replace(/[*?[\]\\]/g, '\\$&')}:*`;
    for (const node of this.redis.nodes) {
      let cursor: number | undefined = 0;
      do {
        const from: number = cursor;
        const page = (client: RedisClient): Promise<number> => clearPage(client, pattern, from);
        cursor = await this.guard('clear', () => node.run(page));
      } while (cursor);
    }
  }

  /** Keyv listens for errors; there are none. */
  on(): this {
    return this;
  }

  private async attempt<T>(
    operation: string,
    key: string,
    work: (store: RedisStore) => Promise<T>,
  ): Promise<T | undefined> {
    return this.guard(operation, () => this.redis.run((client) => work(this.storeOver(client)), { key }));
  }

  private async guard<T>(operation: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch {
      this.onFault(operation);
      return undefined;
    }
  }

  /** The store of the connection that is in use now: a lost one may have been replaced. */
  private storeOver(client: RedisClient): RedisStore {
    const store = this.stores.get(client) ?? redisInsStore(client);
    this.stores.set(client, store);
    return store;
  }
}

/** Keys of one page may be in different slots of a cluster, so each is removed by itself. */
async function clearPage(client: RedisClient, pattern: string, from: number): Promise<number> {
  const { cursor, keys } = await client.scan(from, { MATCH: pattern, COUNT: CLEAR_BATCH });
  await Promise.all(keys.map((key) => client.unlink(key)));
  return cursor;
}
