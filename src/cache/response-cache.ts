import { ActionError } from '../errors/action-error.js';
import { Output } from '../json/output.js';
import { Deadline } from '../resilience/deadline/deadline.js';
import { sleep } from '../resilience/deadline/sleep.js';
import { CacheConfig } from './cache.config.js';
import { CacheEntry } from './store/cache-entry.js';
import { TieredCacheStore } from './store/tiered-cache-store.js';
import { CacheLookup, CacheLookupResult, CacheStatus } from './cache-lookup.js';
import { SharedLookup } from './shared-lookup.js';
import { FREE_LOCK, LoadLock } from './load/load-lock.js';
import { SingleFlight } from './load/single-flight.js';
import { newEntry } from './new-entry.js';

/** Time reserved for the response with a stale entry. */
const STALE_MARGIN_MS = 100;

interface Loaded {
  readonly entry: CacheEntry;
  /** The new output; undefined if another process has loaded it meanwhile. */
  readonly output?: Output;
}

export interface ResponseCacheDependencies {
  readonly config: CacheConfig;
  readonly store: TieredCacheStore;
  readonly locks: Pick<LoadLock, 'acquire' | 'acquireUnlessShared' | 'wait'>;
  /** Time limit for a background load, in milliseconds. */
  readonly refreshLimitMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Serves cached outputs. A stale output is first served while a new one is loaded in the background. Later it is served
 * only if the upstream fails or is slow. A new output is loaded once for all callers, in all processes.
 */
export class ResponseCache {
  private readonly lookups = new SingleFlight<SharedLookup>();
  private readonly singleFlight = new SingleFlight<Loaded>();

  constructor(private readonly dependencies: ResponseCacheDependencies) {}

  /** Returns the output, without a promise if a fresh entry is local. @throws the errors of `load`, or the deadline's reason */
  getOrLoad(lookup: CacheLookup): CacheLookupResult | Promise<CacheLookupResult> {
    if (lookup.skipsCache) return this.bypass(lookup);
    const local = this.dependencies.store.peek(lookup.key);
    return local && this.isFresh(local) ? this.toResult(local, 'hit') : this.lookUp(lookup);
  }

  private async bypass(lookup: CacheLookup): Promise<CacheLookupResult> {
    const startedAtMs = this.dependencies.now();
    const output = await lookup.load(lookup.deadline);
    const entry = this.store(lookup, output, startedAtMs);
    return this.toResult(entry, 'bypass', output);
  }

  private async lookUp(lookup: CacheLookup): Promise<CacheLookupResult> {
    const { key, deadline } = lookup;
    const shared = await this.findShared(key, deadline);
    const { entry } = shared;
    if (!entry) return this.load(lookup, deadline, shared);
    if (this.isFresh(entry)) {
      shared.discard();
      return this.toResult(entry, 'hit');
    }
    const refreshing = this.refresh(lookup, shared);
    if (this.dependencies.now() < entry.revalidateUntilMs) return this.toResult(entry, 'stale');
    return this.freshOrStale(lookup, entry, refreshing);
  }

  private async findShared(key: string, deadline: Deadline): Promise<SharedLookup> {
    const { store } = this.dependencies;
    if (!store.isShared) return new SharedLookup(store.peek(key), FREE_LOCK);
    return (await this.lookups.join(key, deadline, () => this.lookUpShared(key))).value;
  }

  /** Reads the entry. If this process has none, requests the lock for a load in the same round trip. */
  private async lookUpShared(key: string): Promise<SharedLookup> {
    const { store, locks } = this.dependencies;
    const lock = store.has(key) ? undefined : locks.acquireUnlessShared(key);
    const [result, entry] = await Promise.all([lock, store.get(key)]);
    return new SharedLookup(entry, result);
  }

  /** Returns the new output, or the stale one if the load takes longer than the soft timeout or fails temporarily. */
  private async freshOrStale(
    { deadline }: CacheLookup,
    stale: CacheEntry,
    refreshing: Promise<CacheLookupResult>,
  ): Promise<CacheLookupResult> {
    const waitMs = Math.min(this.dependencies.config.softTimeoutMs, deadline.remainingMs - STALE_MARGIN_MS);
    const ended = new AbortController();
    const timeout = sleep(Math.max(0, waitMs), ended.signal).catch(() => undefined);
    try {
      return (await deadline.race(Promise.race([refreshing, timeout]))) ?? this.toResult(stale, 'stale');
    } catch (error) {
      if (!isTransient(error) || deadline.isOver || this.dependencies.now() >= stale.staleUntilMs) throw error;
      return this.toResult(stale, 'stale');
    } finally {
      ended.abort(new Error('The wait is over'));
    }
  }

  private async load(lookup: CacheLookup, deadline: Deadline, shared: SharedLookup): Promise<CacheLookupResult> {
    try {
      const load = (own: Deadline): Promise<Loaded> => this.loadOnce(lookup, own, shared);
      const { value, isFirst } = await this.singleFlight.join(lookup.key, deadline, load);
      const { entry, output } = value;
      return isFirst && output ? this.toResult(entry, 'miss', output) : this.toResult(entry, 'hit');
    } finally {
      shared.discard();
    }
  }

  /** Loads in the background. A failure appears in the upstream's metrics, and rejects the calls that wait for the result. */
  private refresh(lookup: CacheLookup, shared: SharedLookup): Promise<CacheLookupResult> {
    const deadline = new Deadline(performance.now(), this.dependencies.refreshLimitMs);
    const refreshing = this.load(lookup, deadline, shared).finally(() => deadline.release());
    refreshing.catch(() => undefined);
    return refreshing;
  }

  private async loadOnce(lookup: CacheLookup, deadline: Deadline, shared: SharedLookup): Promise<Loaded> {
    const { store, locks, now } = this.dependencies;
    const { key } = lookup;
    let attempt = shared.takeLock();
    for (;;) {
      if (attempt?.kind === 'busy') await locks.wait(key, attempt.holder, deadline.signal);
      if (attempt?.kind !== 'acquired') {
        const [result, found] = await Promise.all([locks.acquire(key), store.get(key)]);
        if (found && this.isFresh(found)) {
          if (result.kind === 'acquired') void result.lock.end();
          return { entry: found };
        }
        if (result.kind !== 'acquired') {
          attempt = result.kind === 'busy' ? result : undefined;
          continue;
        }
        attempt = result;
      }
      const { lock } = attempt;
      try {
        deadline.throwIfOver();
        const startedAtMs = now();
        const output = await lookup.load(deadline);
        const entry = this.store(lookup, output, startedAtMs);
        // The entry and the release are sent in one round trip, so that the entry can be read when the lock is released.
        void lock.end();
        return { entry, output };
      } catch (error) {
        // A load that reached its own deadline says nothing about the upstream, so the failure is not shared.
        void lock.end(deadline.isOver ? undefined : error);
        throw error;
      }
    }
  }

  /** Creates the entry of an output, and stores it in the background unless it is partial. */
  private store({ key, options }: CacheLookup, output: Output, loadStartedAtMs: number): CacheEntry {
    const { config, now, random, store } = this.dependencies;
    const entry = newEntry(output, options, { config, nowMs: now(), random: random() });
    if (!options.isPartial?.(output.data as never)) void store.set(key, entry, loadStartedAtMs);
    return entry;
  }

  private isFresh({ freshUntilMs }: CacheEntry): boolean {
    return this.dependencies.now() < freshUntilMs;
  }

  /** Returns a separate output for each caller, because a caller may change it. */
  private toResult(
    { text, storedAtMs }: CacheEntry,
    result: CacheStatus,
    output = Output.fromJson(text),
  ): CacheLookupResult {
    return { output, result, ageMs: Math.max(0, this.dependencies.now() - storedAtMs) };
  }
}

/** Returns whether a later call can succeed. An upstream that rejects the call itself will reject it again. */
const isTransient = (error: unknown): boolean => error instanceof ActionError && error.httpStatus === 429;
