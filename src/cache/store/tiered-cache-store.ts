import { LRUCache } from 'lru-cache';
import { seconds } from '../../durations.js';
import { CacheEntry, readEntry, rebase, shareable } from './cache-entry.js';
import type { SharedCache } from './shared-cache.js';

const MAX_ENTRIES = 10_000;
/** Of keys and JSON, in characters. */
const MAX_SIZE = 32 * 1_024 * 1_024;
/** A local entry is served this long without a look at what other processes have put in its place. */
const LOCAL_RECHECK_MS = seconds(1);

interface LocalEntry {
  readonly entry: CacheEntry;
  /** When it was last seen to be the newest of all processes. */
  seenAtMs: number;
}

export interface TieredCacheStoreDependencies {
  /** What processes share; undefined: each uses its own memory. */
  readonly shared: Pick<SharedCache, 'get' | 'set'> | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether shared data can be an output. Anyone may write to the shared tier. */
  readonly isValid?: (data: unknown) => boolean;
}

/**
 * Keeps entries in two tiers: a bounded one in this process, which answers at once, over the one that processes share. The
 * newer entry wins; without the shared tier, or while it fails, the local one is all there is.
 */
export class TieredCacheStore {
  private readonly local = new LRUCache<string, LocalEntry>({
    max: MAX_ENTRIES,
    maxSize: MAX_SIZE,
    sizeCalculation: ({ entry }, key) => entry.text.length + key.length,
  });

  constructor(private readonly parts: TieredCacheStoreDependencies) {}

  /** The local entry, unless it is time to look at the shared tier. */
  peek(key: string): CacheEntry | undefined {
    const held = this.local.get(key);
    if (!held || !this.parts.shared) return this.alive(held?.entry);
    const nowMs = this.parts.now();
    if (nowMs - held.seenAtMs < LOCAL_RECHECK_MS) return this.alive(held.entry);
    // Mark the entry as checked first, so that only one request reads the shared tier. The others keep the local entry.
    held.seenAtMs = nowMs;
    return undefined;
  }

  /** Whether this process has an entry that can still be served. */
  has(key: string): boolean {
    return this.alive(this.local.get(key)?.entry) !== undefined;
  }

  /** The newest entry of all processes. */
  async get(key: string): Promise<CacheEntry | undefined> {
    const ours = this.alive(this.local.get(key)?.entry);
    const theirs = await this.shared(key);
    if (!theirs || (ours && ours.storedAtMs >= theirs.storedAtMs)) return ours;
    this.hold(key, theirs);
    return theirs;
  }

  /**
   * Stores an entry, locally at once and for the other processes before the promise resolves. An entry that was stored after
   * this one's load began is newer, and stays.
   */
  async set(key: string, entry: CacheEntry, loadStartedAtMs: number): Promise<void> {
    const ours = this.alive(this.local.get(key)?.entry);
    if (ours && ours.storedAtMs > loadStartedAtMs) return;
    this.hold(key, entry);
    if (!this.parts.shared) return;
    const theirs = await this.shared(key);
    if (theirs && theirs.storedAtMs > loadStartedAtMs) return this.hold(key, theirs);
    await this.parts.shared.set(key, shareable(entry), entry.staleUntilMs - this.parts.now());
  }

  private async shared(key: string): Promise<CacheEntry | undefined> {
    const { shared, now, isValid = () => true } = this.parts;
    const found = await shared?.get(key);
    const entry = found && readEntry(found.value);
    return found && entry && isValid(entry.data) ? this.alive(rebase(entry, found.leftMs, now())) : undefined;
  }

  private hold(key: string, entry: CacheEntry): void {
    this.local.set(key, { entry, seenAtMs: this.parts.now() });
  }

  private alive(entry: CacheEntry | undefined): CacheEntry | undefined {
    return entry && this.parts.now() < entry.staleUntilMs ? entry : undefined;
  }
}
