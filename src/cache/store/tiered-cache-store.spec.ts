import { CacheEntry } from './cache-entry.js';
import type { SharedTimes, SharedValue } from './shared-cache.js';
import { TieredCacheStore } from './tiered-cache-store.js';

/** The shared tier in memory. All entries expire by the same clock. */
class SharedTier {
  readonly entries = new Map<string, unknown>();
  readonly ttls = new Map<string, number>();
  gets = 0;

  constructor(private readonly now: () => number) {}

  async get(key: string): Promise<SharedValue | undefined> {
    this.gets += 1;
    const value = this.entries.get(key);
    return value === undefined ? undefined : { value, leftMs: (value as CacheEntry).staleUntilMs - this.now() };
  }

  async set(key: string, entry: CacheEntry, { ttlMs, loadMs }: SharedTimes): Promise<boolean> {
    const found = this.entries.get(key) as CacheEntry | undefined;
    if (found && this.now() - found.storedAtMs < loadMs) return false;
    this.entries.set(key, entry);
    this.ttls.set(key, ttlMs);
    return true;
  }
}

const entryOf = (text: string, storedAtMs = 0): CacheEntry => ({
  text,
  storedAtMs,
  freshUntilMs: storedAtMs + 10_000,
  revalidateUntilMs: storedAtMs + 20_000,
  staleUntilMs: storedAtMs + 60_000,
});

describe('TieredCacheStore', () => {
  let nowMs: number;
  let shared: SharedTier;
  let store: TieredCacheStore;

  const open = (tier?: SharedTier): TieredCacheStore => new TieredCacheStore({ shared: tier, now: () => nowMs });

  beforeEach(() => {
    nowMs = 0;
    shared = new SharedTier(() => nowMs);
    store = open(shared);
  });

  it('keeps a stored entry locally at once', () => {
    void store.set('k', entryOf('"a"'), nowMs);
    expect(store.peek('k')?.text).toBe('\"a\"');
  });

  it('shares an entry for its remaining time', async () => {
    nowMs = 5_000;
    await store.set('k', entryOf('"a"'), nowMs);
    expect(shared.ttls.get('k')).toBe(55_000);
    expect((shared.entries.get('k') as CacheEntry).text).toBe('"a"');
  });

  it('reads an entry of another process, and keeps it locally until it expires', async () => {
    await open(shared).set('k', entryOf('"a"'), nowMs);
    nowMs = 58_000;
    expect(store.peek('k')).toBeUndefined();
    expect((await store.get('k'))?.text).toBe('\"a\"');
    expect(store.peek('k')?.text).toBe('\"a\"');
    nowMs = 60_000;
    expect(store.peek('k')).toBeUndefined();
    expect(await store.get('k')).toBeUndefined();
  });

  it('checks the shared tier every second, once for all callers', async () => {
    await store.set('k', entryOf('"old"'), nowMs);
    nowMs = 999;
    expect(store.peek('k')?.text).toBe('\"old\"');
    await open(shared).set('k', entryOf('"new"', 999), nowMs);
    nowMs = 1_000;
    shared.gets = 0;
    expect(store.peek('k')).toBeUndefined();
    expect(store.peek('k')?.text).toBe('\"old\"');
    expect((await store.get('k'))?.text).toBe('\"new\"');
    expect(store.peek('k')?.text).toBe('\"new\"');
    expect(shared.gets).toBe(1);
  });

  it('uses its local entry if the shared entry is older or lost', async () => {
    await open(shared).set('k', entryOf('"old"'), nowMs);
    const informed = open(shared);
    await informed.get('k');
    shared.entries.clear();
    expect((await informed.get('k'))?.text).toBe('\"old\"');
    await store.set('k', entryOf('"new"', 1_000), nowMs);
    shared.entries.set('k', entryOf('"old"', 999));
    expect((await store.get('k'))?.text).toBe('\"new\"');
  });

  it('keeps an entry that was stored while an older load was running, in both tiers', async () => {
    await store.set('k', entryOf('"forced"', 500), 400);
    nowMs = 600;
    await store.set('k', entryOf('"older load"', 600), 100);
    const elsewhere = open(shared);
    await elsewhere.set('k', entryOf('"older load elsewhere"', 600), 100);

    expect(store.peek('k')?.text).toBe('\"forced\"');
    expect((await elsewhere.get('k'))?.text).toBe('\"forced\"');
  });

  it('derives the age of a shared entry from its expiry, not from the clock of its writer', async () => {
    shared.entries.set('k', { ...entryOf('"a"', -3_600_000), staleUntilMs: -3_540_000 });
    shared.get = async () => ({ value: shared.entries.get('k'), leftMs: 45_000 });

    expect(await store.get('k')).toMatchObject({ text: '"a"', storedAtMs: -15_000, freshUntilMs: -5_000 });
  });

  it.each([
    ['lives longer than its writer says', 61_001, 0],
    ['was stored an hour from now', 60_000, 3_600_000],
  ])('ignores an entry from the future: it %s', async (_, leftMs, storedAtMs) => {
    shared.get = async () => ({ value: entryOf('"a"', storedAtMs), leftMs });

    expect(await store.get('k')).toBeUndefined();
  });

  it('ignores data that cannot be an output', async () => {
    const strict = new TieredCacheStore({ shared, now: () => nowMs, isValid: (data) => data !== null });
    await store.set('k', entryOf('null'), nowMs);

    expect(await strict.get('k')).toBeUndefined();
    expect((await store.get('k'))?.text).toBe('null');
  });

  it('ignores an unreadable entry', async () => {
    shared.entries.set('k', { text: '{' });
    expect(await store.get('k')).toBeUndefined();
  });

  it('works without a shared tier', async () => {
    const alone = open();
    await alone.set('k', entryOf('"a"'), nowMs);
    nowMs = 59_999;
    expect(alone.peek('k')?.text).toBe('\"a\"');
    expect((await alone.get('k'))?.text).toBe('\"a\"');
    nowMs = 60_000;
    expect(alone.peek('k')).toBeUndefined();
    expect(await alone.get('k')).toBeUndefined();
  });

  it('evicts the least recently used entry', async () => {
    const alone = open();
    for (let index = 0; index < 10_001; index += 1) await alone.set(`k${index}`, entryOf('1'), nowMs);
    expect(alone.peek('k0')).toBeUndefined();
    expect(alone.peek('k1')?.text).toBe('1');
    expect(alone.peek('k10000')?.text).toBe('1');
  });

  it('stores at most 32 MB of JSON', async () => {
    const alone = open();
    const megabyte = JSON.stringify('x'.repeat(1_024 * 1_024));
    for (let index = 0; index < 40; index += 1) await alone.set(`k${index}`, entryOf(megabyte), nowMs);
    const entries = Array.from({ length: 40 }, (_, index) => alone.peek(`k${index}`)).filter(Boolean);
    expect(entries).toHaveLength(31);
  });
});
