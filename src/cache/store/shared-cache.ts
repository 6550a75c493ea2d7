import { Cache } from '@nestjs/cache-manager';

/** What is stored under a key, and for how much longer by the store's own clock. */
export interface SharedValue {
  readonly value: unknown;
  readonly leftMs: number;
}

/** The tier that processes share, through cache-manager. */
export class SharedCache {
  constructor(private readonly cache: Cache) {}

  /** Undefined where there is nothing, or nothing that expires: that is not ours. */
  async get(key: string): Promise<SharedValue | undefined> {
    const [store] = this.cache.stores;
    const raw = await store?.getRaw(key);
    if (raw === undefined || typeof raw.expires !== 'number') return undefined;
    return { value: raw.value as unknown, leftMs: raw.expires - Date.now() };
  }

  async set(key: string, value: unknown, ttlMs: number): Promise<void> {
    await this.cache.set(key, value, ttlMs);
  }
}
