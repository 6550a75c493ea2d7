import { RedisStore, redisInsStore } from 'cache-manager-redis-yet';
import type { StoredDataRaw } from 'keyv';
import { RedisConnection } from '../../redis/redis-connection.js';
import type { RedisClient } from '../../redis/client/redis-client.js';

/** Number of keys that are read and removed in one round trip. */
const CLEAR_BATCH = 500;

/**
 * Connects cache-manager to the Redis store of `cache-manager-redis-yet`, over the connection of this service. Each operation
 * has a timeout. An unreachable Redis and an unreadable entry count as misses. No operation throws.
 */
export class RedisYetAdapter {
  readonly opts = {};
  /** Prefix of every key. Set by Keyv. */
  namespace?: string;
  private readonly stores = new WeakMap<RedisClient, RedisStore>();

  /** @param onFault called with the name of each operation that failed */
  constructor(
    private readonly redis: RedisConnection,
    private readonly onFault: (operation: string) => void,
  ) {}

  /** Returns the stored value. Its expiry comes from Redis, so the clock of its writer does not matter. */
  async get<Value>(key: string): Promise<StoredDataRaw<Value> | undefined> {
    return this.attempt('get', key, async (store) => {
      const [leftMs, found] = await Promise.all([store.ttl(key), store.get<StoredDataRaw<Value>>(key)]);
      if (typeof found !== 'object' || found === null || !('value' in found)) return undefined;
      return { ...found, expires: leftMs < 0 ? undefined : Date.now() + leftMs };
    });
  }

  /**
   * Stores a value.
   *
   * @param text Keyv's JSON, which the store serialises again
   * @param ttlMs default: no expiry
   */
  async set(key: string, text: string, ttlMs?: number): Promise<void> {
    const pxMs = ttlMs === undefined ? undefined : Math.max(1, Math.ceil(ttlMs));
    await this.attempt('set', key, (store) => store.set(key, JSON.parse(text), pxMs));
  }

  async delete(key: string): Promise<boolean> {
    await this.attempt('delete', key, (store) => store.del(key));
    return true;
  }

  /** Removes only the keys of the namespace. The store's own `reset` is FLUSHDB. */
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

  /** Does nothing. Keyv registers an error listener, but this adapter does not emit errors. */
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

  /** Returns the store of a connection. Creates one for a new connection, such as after a reconnect. */
  private storeOver(client: RedisClient): RedisStore {
    const store = this.stores.get(client) ?? redisInsStore(client);
    this.stores.set(client, store);
    return store;
  }
}

/**
 * Removes one page of keys and returns the next cursor. Sends one command per key, because the keys may be in different
 * slots of a cluster.
 */
async function clearPage(client: RedisClient, pattern: string, from: number): Promise<number> {
  const { cursor, keys } = await client.scan(from, { MATCH: pattern, COUNT: CLEAR_BATCH });
  await Promise.all(keys.map((key) => client.unlink(key)));
  return cursor;
}
