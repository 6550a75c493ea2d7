import { LRUCache } from 'lru-cache';
import { seconds } from '../../time/durations.js';
import { CacheEntry, expired, readEntry, rebase } from './cache-entry.js';
import type { SharedCache } from './shared-cache.js';

const MAX_ENTRIES = 10_000;
/** Limit for keys and JSON together. */
const MAX_BYTES = 32 * 1_024 * 1_024;
/** How long a local entry is served without a check of the shared tier. */
const LOCAL_RECHECK_MS = seconds(1);

interface LocalEntry {
  readonly entry: CacheEntry;
  /** Time of the last check of the shared tier, in milliseconds since 1970. */
  checkedAtMs: number;
}

export interface TieredCacheStoreDependencies {
  /** The tier that processes share; undefined: each process uses only its own memory. */
  readonly shared: Pick<SharedCache, 'get' | 'set'> | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Returns whether shared data can be an output. Other programs can write to the shared tier. */
  readonly isValid?: (data: unknown) => boolean;
}

/**
 * Stores entries in two tiers: a bounded local tier, and a tier that processes share. The newer entry wins. Without the
 * shared tier, or while it fails, only the local tier is used.
 */
export class TieredCacheStore {
  private readonly local = new LRUCache<string, LocalEntry>({
    max: MAX_ENTRIES,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ entry }, key) => bytesOf(entry.text) + key.length,
  });

  constructor(private readonly dependencies: TieredCacheStoreDependencies) {}

  /** Whether there is a tier that processes share. */
  get isShared(): boolean {
    return this.dependencies.shared !== undefined;
  }

  /** Returns the local entry, unless the shared tier must be checked. */
  peek(key: string): CacheEntry | undefined {
    const local = this.local.get(key);
    if (!local || !this.dependencies.shared) return this.alive(local?.entry);
    const nowMs = this.dependencies.now();
    if (nowMs - local.checkedAtMs < LOCAL_RECHECK_MS) return this.alive(local.entry);
    // Mark the entry as checked first, so that only one request reads the shared tier. The others keep the local entry.
    local.checkedAtMs = nowMs;
    return undefined;
  }

  /** Returns whether this process has an entry that can be served. */
  has(key: string): boolean {
    return this.alive(this.local.get(key)?.entry) !== undefined;
  }

  /**
   * Returns the newest entry of all processes. If the shared entry is from the future, the local entry counts as stale,
   * because the shared one may be newer.
   */
  async get(key: string): Promise<CacheEntry | undefined> {
    const local = this.alive(this.local.get(key)?.entry);
    const shared = await this.shared(key);
    if (shared === 'from the future') return local && expired(local, this.dependencies.now());
    if (!shared || (local && local.storedAtMs >= shared.storedAtMs)) return local;
    this.keepLocally(key, shared);
    return shared;
  }

  /**
   * Stores an entry locally, and sends it to Redis before this function returns its promise. Keeps another entry that was
   * stored after `loadStartedAtMs`, because it is newer.
   *
   * @returns a promise that resolves when the other processes can read the entry
   */
  async set(key: string, entry: CacheEntry, loadStartedAtMs: number): Promise<void> {
    const local = this.alive(this.local.get(key)?.entry);
    if (local && local.storedAtMs > loadStartedAtMs) return;
    this.keepLocally(key, entry);
    const { shared, now } = this.dependencies;
    const nowMs = now();
    const times = { ttlMs: entry.staleUntilMs - nowMs, loadMs: nowMs - loadStartedAtMs };
    const isOlder = (await shared?.set(key, entry, times)) === false;
    if (isOlder && this.local.get(key)?.entry === entry) this.local.delete(key);
  }

  private async shared(key: string): Promise<CacheEntry | 'from the future' | undefined> {
    const { shared, now, isValid } = this.dependencies;
    const found = await shared?.get(key);
    const entry = found && readEntry(found.value, isValid);
    if (!found || !entry) return undefined;
    const rebased = rebase(entry, found.leftMs, now());
    return rebased ? this.alive(rebased) : 'from the future';
  }

  private keepLocally(key: string, entry: CacheEntry): void {
    this.local.set(key, { entry, checkedAtMs: this.dependencies.now() });
  }

  private alive(entry: CacheEntry | undefined): CacheEntry | undefined {
    return entry && this.dependencies.now() < entry.staleUntilMs ? entry : undefined;
  }
}

/** Returns the memory of a string in V8: two bytes per character if any character is outside Latin-1. */
const bytesOf = (text: string): number => (/[^\0-\xff]/.test(text) ? 2 : 1) * text.length;
