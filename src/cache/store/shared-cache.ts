import { Cache } from '@nestjs/cache-manager';
import type { RedisConnection } from '../../redis/redis-connection.js';
import type { CacheEntry } from './cache-entry.js';

/**
 * Stores an entry, unless another entry was stored after this load started. The expiry of the other entry shows when it
 * was stored. Replaces an existing entry that cannot be read or is from the future. `ARGV`: the value as JSON, its ttl in
 * ms, the start of the load by the server's clock.
 *
 * @returns 1 if it was stored
 */
const STORE = `
local time = redis.call('TIME')
local nowMs = time[1] * 1000 + time[2] / 1000
local isRead, storedAtMs = pcall(function()
  local found = cjson.decode(redis.call('GET', KEYS[1])).value
  return nowMs + redis.call('PTTL', KEYS[1]) - (found.staleUntilMs - found.storedAtMs)
end)
if isRead and storedAtMs < nowMs + 1000 and storedAtMs > tonumber(ARGV[3]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`;

/** A stored value and its remaining lifetime by the store's clock. */
export interface SharedValue {
  readonly value: unknown;
  readonly leftMs: number;
}

/** The lifetime of an entry, and how long its load took, in milliseconds. */
export interface SharedTimes {
  readonly ttlMs: number;
  readonly loadMs: number;
}

/** The tier that processes share. Reads use cache-manager; writes use a script, because cache-manager has no conditional write. */
export class SharedCache {
  /** @param onFault called with the name of each operation that failed */
  constructor(
    private readonly cache: Cache,
    private readonly redis: RedisConnection,
    private readonly onFault: (operation: string) => void,
  ) {}

  /** Returns undefined if there is no value, or if it has no expiry because another program wrote it. */
  async get(key: string): Promise<SharedValue | undefined> {
    const [store] = this.cache.stores;
    const raw = await store?.getRaw(key);
    if (raw === undefined || typeof raw.expires !== 'number') return undefined;
    return { value: raw.value as unknown, leftMs: raw.expires - Date.now() };
  }

  /** Stores an entry in one round trip. @returns false if a newer entry was kept */
  async set(key: string, value: CacheEntry, { ttlMs, loadMs }: SharedTimes): Promise<boolean> {
    const entryKey = `${this.redis.key('cache')}:${key}`;
    try {
      // Uses the server's clock, so that the command's travel time does not count as load time. If the server's time is
      // unknown, an existing entry stays.
      const startedAtMs = (this.redis.nodeOf(entryKey).clock.nowMs ?? loadMs) - loadMs;
      const times = [Math.max(1, Math.ceil(ttlMs)), startedAtMs].map(String);
      const options = { keys: [entryKey], arguments: [JSON.stringify({ value }), ...times] };
      return (await this.redis.run((client) => client.eval(STORE, options), { key: entryKey })) === 1;
    } catch {
      this.onFault('set');
      return true;
    }
  }
}
