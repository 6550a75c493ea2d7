import { Cache } from '@nestjs/cache-manager';

/** A stored value and its remaining lifetime by the store's clock. */
export interface SharedValue {
  readonly value: unknown;
  readonly leftMs: number;
}

/** The tier that processes share, over cache-manager. */
export class SharedCache {
  constructor(private readonly cache: Cache) {}

  /** Returns undefined if there is no value, or a foreign one without expiry. */
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
