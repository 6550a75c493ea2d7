import { Cache } from '@nestjs/cache-manager';
import { CacheEntry, SharedEntry } from './cache-entry.js';
import { TieredCacheStore } from './tiered-cache-store.js';

/** What processes share, as far as the store uses it. */
class SharedTier {
  readonly entries = new Map<string, unknown>();
  readonly ttls = new Map<string, number>();
  gets = 0;

  async get(key: string): Promise<unknown> {
    this.gets += 1;
    return this.entries.get(key);
  }

  async set(key: string, entry: unknown, ttlMs: number): Promise<void> {
    this.entries.set(key, entry);
    this.ttls.set(key, ttlMs);
  }
}

const entryOf = (text: string, storedAtMs = 0): CacheEntry => ({
  data: JSON.parse(text) as unknown,
  text,
  storedAtMs,
  freshUntilMs: storedAtMs + 10_000,
  revalidateUntilMs: storedAtMs + 20_000,
  staleUntilMs: storedAtMs + 60_000,
});

describe('The store of the cache', () => {
  let nowMs: number;
  let shared: SharedTier;
  let store: TieredCacheStore;

  const open = (tier?: SharedTier): TieredCacheStore =>
    new TieredCacheStore({ shared: tier as unknown as Cache | undefined, now: () => nowMs });

  beforeEach(() => {
    nowMs = 0;
    shared = new SharedTier();
    store = open(shared);
  });

  it('has at hand what it was given, before the others have it', () => {
    void store.set('k', entryOf('"a"'));
    expect(store.peek('k')?.data).toBe('a');
  });

  it('shares an entry for the time that is left of it', async () => {
    nowMs = 5_000;
    await store.set('k', entryOf('"a"'));
    expect(shared.ttls.get('k')).toBe(55_000);
    expect((shared.entries.get('k') as SharedEntry).text).toBe('"a"');
  });

  it('finds what another has shared, and has it at hand from then on until its own end', async () => {
    await open(shared).set('k', entryOf('"a"'));
    nowMs = 58_000;
    expect(store.peek('k')).toBeUndefined();
    expect((await store.get('k'))?.data).toBe('a');
    expect(store.peek('k')?.data).toBe('a');
    nowMs = 60_000;
    expect(store.peek('k')).toBeUndefined();
    expect(await store.get('k')).toBeUndefined();
  });

  it('looks every five seconds what the others have, once for all who ask meanwhile', async () => {
    await store.set('k', entryOf('"old"'));
    nowMs = 4_999;
    expect(store.peek('k')?.data).toBe('old');
    await open(shared).set('k', entryOf('"new"', 4_999));
    nowMs = 5_000;
    expect(store.peek('k')).toBeUndefined();
    expect(store.peek('k')?.data).toBe('old');
    expect((await store.get('k'))?.data).toBe('new');
    expect(store.peek('k')?.data).toBe('new');
    expect(shared.gets).toBe(1);
  });

  it('keeps to its own where it is the newer one, or the others have lost theirs', async () => {
    await open(shared).set('k', entryOf('"old"'));
    const kept = open(shared);
    await kept.get('k');
    shared.entries.clear();
    expect((await kept.get('k'))?.data).toBe('old');
    await store.set('k', entryOf('"new"', 1_000));
    await open(shared).set('k', entryOf('"old"', 999));
    expect((await store.get('k'))?.data).toBe('new');
  });

  it('takes for nothing what it cannot read', async () => {
    shared.entries.set('k', { text: '{' });
    expect(await store.get('k')).toBeUndefined();
  });

  it('is whole without anything shared, and looks at nothing again', async () => {
    const alone = open();
    await alone.set('k', entryOf('"a"'));
    nowMs = 59_999;
    expect(alone.peek('k')?.data).toBe('a');
    expect((await alone.get('k'))?.data).toBe('a');
    nowMs = 60_000;
    expect(alone.peek('k')).toBeUndefined();
    expect(await alone.get('k')).toBeUndefined();
  });

  it('gives up what was asked for longest ago when it holds too many', async () => {
    const alone = open();
    for (let index = 0; index < 10_001; index += 1) await alone.set(`k${index}`, entryOf('1'));
    expect(alone.peek('k0')).toBeUndefined();
    expect(alone.peek('k1')?.data).toBe(1);
    expect(alone.peek('k10000')?.data).toBe(1);
  });

  it('holds no more than 32 MB of JSON, however few the entries', async () => {
    const alone = open();
    const megabyte = JSON.stringify('x'.repeat(1_024 * 1_024));
    for (let index = 0; index < 40; index += 1) await alone.set(`k${index}`, entryOf(megabyte));
    const held = Array.from({ length: 40 }, (_, index) => alone.peek(`k${index}`)).filter(Boolean);
    expect(held).toHaveLength(31);
  });
});
