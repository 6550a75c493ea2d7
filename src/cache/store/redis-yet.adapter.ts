import { RedisStore, redisInsStore } from 'cache-manager-redis-yet';
import { RedisConnection } from '../../redis/redis-connection.js';
import type { RedisClient } from '../../redis/reconnecting-redis-client.js';

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

  async get<Value>(key: string): Promise<Value | undefined> {
    return this.attempt('get', (store) => store.get<Value>(key));
  }

  /**
   * @param text Keyv's JSON, which the store makes itself again
   * @param ttlMs without one it stays until it is evicted
   */
  async set(key: string, text: string, ttlMs?: number): Promise<void> {
    const pxMs = ttlMs === undefined ? undefined : Math.max(1, Math.ceil(ttlMs));
    await this.attempt('set', (store) => store.set(key, JSON.parse(text), pxMs));
  }

  async delete(key: string): Promise<boolean> {
    await this.attempt('delete', (store) => store.del(key));
    return true;
  }

  /** Removes what is in the namespace, and nothing else: the store's own way is FLUSHDB. */
  async clear(): Promise<void> {
    const pattern = `${(this.namespace ?? '').replace(/[*?[\]\\]/g, '\\$&')}:*`;
    let cursor: number | undefined = 0;
    do {
      const from: number = cursor;
      cursor = await this.attempt('clear', async ({ client }) => {
        const page = await client.scan(from, { MATCH: pattern, COUNT: CLEAR_BATCH });
        if (page.keys.length > 0) await client.unlink(page.keys);
        return page.cursor;
      });
    } while (cursor);
  }

  /** Keyv listens for errors; there are none. */
  on(): this {
    return this;
  }

  private async attempt<T>(operation: string, work: (store: RedisStore) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.redis.run((client) => work(this.storeOver(client)));
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
