import { Cache } from '@nestjs/cache-manager';
import { LRUCache } from 'lru-cache';
import { seconds } from '../../durations.js';
import { CacheEntry, readEntry, shareable } from './cache-entry.js';

const MAX_ENTRIES = 10_000;
/** Of keys and JSON, in characters. */
const MAX_SIZE = 32 * 1_024 * 1_024;
/** For so long an entry in hand is served without a look at what other processes have put in its place. */
const LOCAL_RECHECK_MS = seconds(5);

interface LocalEntry {
  readonly entry: CacheEntry;
  /** When it was last seen to be the newest of all processes. */
  seenAtMs: number;
}

export interface TieredCacheStoreDependencies {
  /** What processes share; undefined: each keeps to its own memory. */
  readonly shared: Cache | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Keeps entries in two tiers: a bounded one in this process, which answers at once, over the one that processes share. The
 * newer entry wins; without the shared tier, or while it fails, the first is all there is.
 */
export class TieredCacheStore {
  private readonly local = new LRUCache<string, LocalEntry>({
    max: MAX_ENTRIES,
    maxSize: MAX_SIZE,
    sizeCalculation: ({ entry }, key) => entry.text.length + key.length,
  });

  constructor(private readonly parts: TieredCacheStoreDependencies) {}

  /** What is in hand, unless it is time to look what the others have. */
  peek(key: string): CacheEntry | undefined {
    const held = this.local.get(key);
    if (!held || !this.parts.shared) return this.alive(held?.entry);
    const nowMs = this.parts.now();
    if (nowMs - held.seenAtMs < LOCAL_RECHECK_MS) return this.alive(held.entry);
    // Whoever comes meanwhile is served as before: one look is enough.
    held.seenAtMs = nowMs;
    return undefined;
  }

  /** The newest entry of all processes. */
  async get(key: string): Promise<CacheEntry | undefined> {
    const ours = this.alive(this.local.get(key)?.entry);
    const { shared } = this.parts;
    if (!shared) return ours;
    const theirs = this.alive(readEntry(await shared.get(key)));
    if (!theirs || (ours && ours.storedAtMs >= theirs.storedAtMs)) return ours;
    this.hold(key, theirs);
    return theirs;
  }

  /** Keeps an entry: here at once, and for the others as soon as the promise resolves. */
  async set(key: string, entry: CacheEntry): Promise<void> {
    this.hold(key, entry);
    await this.parts.shared?.set(key, shareable(entry), entry.staleUntilMs - this.parts.now());
  }

  private hold(key: string, entry: CacheEntry): void {
    this.local.set(key, { entry, seenAtMs: this.parts.now() });
  }

  private alive(entry: CacheEntry | undefined): CacheEntry | undefined {
    return entry && this.parts.now() < entry.staleUntilMs ? entry : undefined;
  }
}
