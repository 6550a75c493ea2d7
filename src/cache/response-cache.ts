import { ActionError } from '../errors/action-error.js';
import { ownValue } from '../json/ready-json.js';
import { Deadline } from '../resilience/deadline/deadline.js';
import { sleep } from '../resilience/deadline/sleep.js';
import { CacheConfig } from './cache.config.js';
import { CacheEntry } from './store/cache-entry.js';
import { TieredCacheStore } from './store/tiered-cache-store.js';
import { CacheOptions } from './cache-options.js';
import { ColdLook } from './cold-look.js';
import { LoadLock } from './load/load-lock.js';
import { SingleFlight } from './load/single-flight.js';
import { newEntry } from './new-entry.js';

/** Time that is left to answer with a stale entry. */
const STALE_MARGIN_MS = 100;

/** A call that a cached output may serve. */
export interface CacheLookup {
  readonly key: string;
  readonly rule: CacheOptions;
  readonly deadline: Deadline;
  /** Loads the output, within the deadline given. */
  readonly load: (deadline: Deadline) => Promise<unknown>;
  /** Whether the caller wants a new output whatever is cached. */
  readonly skipsCache: boolean;
}

/** `hit`: cached, or loaded for another call at the same time; `miss`: loaded for this call. */
export type CacheStatus = 'hit' | 'miss' | 'stale' | 'bypass';

export interface CacheLookupResult {
  readonly data: unknown;
  readonly result: CacheStatus;
  readonly ageMs: number;
}

interface Loaded {
  readonly entry: CacheEntry;
  /** False where another process has loaded it meanwhile. */
  readonly isNew: boolean;
}

export interface ResponseCacheDependencies {
  readonly config: CacheConfig;
  readonly store: TieredCacheStore;
  readonly turns: Pick<LoadLock, 'acquire' | 'acquireUnlessShared' | 'wait'>;
  /** Limit for a load in the background. */
  readonly refreshLimitMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Decides when a cached output serves: while it is fresh; a while longer, while a new one is loaded in the background; and
 * longer still where the upstream fails or is slow. A new output is loaded once for all callers, in all processes.
 */
export class ResponseCache {
  private readonly looks = new SingleFlight<ColdLook>();
  private readonly flights = new SingleFlight<Loaded>();

  constructor(private readonly parts: ResponseCacheDependencies) {}

  /** At once where a fresh entry is local. @throws what `load` throws, or the deadline's own reason */
  getOrLoad(question: CacheLookup): CacheLookupResult | Promise<CacheLookupResult> {
    if (question.skipsCache) return this.bypass(question);
    const held = this.parts.store.peek(question.key);
    return held && this.isFresh(held) ? this.toResult(held, 'hit') : this.lookUp(question);
  }

  private async bypass(question: CacheLookup): Promise<CacheLookupResult> {
    const startedAtMs = this.parts.now();
    const entry = this.entry(question.rule, await question.load(question.deadline));
    void this.store(question, entry, startedAtMs);
    return this.toResult(entry, 'bypass');
  }

  private async lookUp(question: CacheLookup): Promise<CacheLookupResult> {
    const { key, deadline } = question;
    const { value: look } = await this.looks.join(key, deadline, () => this.look(key));
    const { entry: held } = look;
    if (!held) return this.load(question, deadline, look);
    if (this.isFresh(held)) {
      look.discard();
      return this.toResult(held, 'hit');
    }
    const refreshing = this.refresh(question, look);
    if (this.parts.now() < held.revalidateUntilMs) return this.toResult(held, 'stale');
    return this.freshOrStale(question, held, refreshing);
  }

  /** One round trip: the entry, and where this process has none, the lock for its load. The lock is requested first. */
  private async look(key: string): Promise<ColdLook> {
    const { store, turns } = this.parts;
    const lock = store.has(key) ? undefined : turns.acquireUnlessShared(key);
    const [result, entry] = await Promise.all([lock, store.get(key)]);
    return new ColdLook(entry, result);
  }

  /** Waits for a new output no longer than the soft timeout; it is loaded and stored all the same. */
  private async freshOrStale(
    { deadline }: CacheLookup,
    held: CacheEntry,
    refreshing: Promise<CacheLookupResult>,
  ): Promise<CacheLookupResult> {
    const patienceMs = Math.min(this.parts.config.softTimeoutMs, deadline.remainingMs - STALE_MARGIN_MS);
    const ended = new AbortController();
    const late = sleep(Math.max(0, patienceMs), ended.signal).catch(() => undefined);
    try {
      return (await deadline.race(Promise.race([refreshing, late]))) ?? this.toResult(held, 'stale');
    } catch (error) {
      if (!isTransient(error) || deadline.isOver || this.parts.now() >= held.staleUntilMs) throw error;
      return this.toResult(held, 'stale');
    } finally {
      ended.abort(new Error('The wait is over'));
    }
  }

  private async load(question: CacheLookup, deadline: Deadline, look: ColdLook): Promise<CacheLookupResult> {
    try {
      const load = (own: Deadline): Promise<Loaded> => this.loadOnce(question, own, look);
      const { value, isFirst } = await this.flights.join(question.key, deadline, load);
      return this.toResult(value.entry, isFirst && value.isNew ? 'miss' : 'hit');
    } finally {
      look.discard();
    }
  }

  /** Loads in the background. A failure shows in the metrics of the upstream, and to those who wait for the result. */
  private refresh(question: CacheLookup, look: ColdLook): Promise<CacheLookupResult> {
    const deadline = new Deadline(performance.now(), this.parts.refreshLimitMs);
    const refreshing = this.load(question, deadline, look).finally(() => deadline.release());
    refreshing.catch(() => undefined);
    return refreshing;
  }

  private async loadOnce(question: CacheLookup, deadline: Deadline, look: ColdLook): Promise<Loaded> {
    const { store, turns, now } = this.parts;
    const { key } = question;
    let attempt = look.takeLock();
    for (;;) {
      if (attempt?.kind === 'busy') await turns.wait(key, attempt.holder, deadline.signal);
      if (attempt?.kind !== 'acquired') {
        const [result, found] = await Promise.all([turns.acquire(key), store.get(key)]);
        if (found && this.isFresh(found)) {
          if (result.kind === 'acquired') void result.lock.end();
          return { entry: found, isNew: false };
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
        const entry = this.entry(question.rule, await question.load(deadline));
        void this.store(question, entry, startedAtMs).finally(() => lock.end());
        return { entry, isNew: true };
      } catch (error) {
        // A load that ended because its own time was up proves nothing to others.
        void lock.end(deadline.isOver ? undefined : error);
        throw error;
      }
    }
  }

  private async store({ key, rule }: CacheLookup, entry: CacheEntry, loadStartedAtMs: number): Promise<void> {
    if (!rule.isPartial?.(entry.data as never)) await this.parts.store.set(key, entry, loadStartedAtMs);
  }

  private entry(rule: CacheOptions, data: unknown): CacheEntry {
    const { config, now, random } = this.parts;
    return newEntry(data, rule, { config, nowMs: now(), random: random() });
  }

  private isFresh({ freshUntilMs }: CacheEntry): boolean {
    return this.parts.now() < freshUntilMs;
  }

  /** Each caller gets its own copy, which it may change. */
  private toResult({ data, text, storedAtMs }: CacheEntry, result: CacheStatus): CacheLookupResult {
    return { data: ownValue(data, text), result, ageMs: Math.max(0, this.parts.now() - storedAtMs) };
  }
}

/** A failure that may pass. An upstream that rejects the call itself would reject it later too. */
const isTransient = (error: unknown): boolean => error instanceof ActionError && error.httpStatus === 429;
