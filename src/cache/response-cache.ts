import { seconds } from '../durations.js';
import { ActionError } from '../errors/action-error.js';
import { Deadline } from '../resilience/deadline/deadline.js';
import { CacheConfig } from './cache.config.js';
import { CacheEntry, dataOf } from './store/cache-entry.js';
import { TieredCacheStore } from './store/tiered-cache-store.js';
import { CacheOptions } from './cache-options.js';
import { SingleFlight } from './load/single-flight.js';
import { LoadLock } from './load/load-lock.js';

const NEGATIVE_TTL_MS = seconds(30);
const JITTER = 0.1;
/** Who holds a stale answer waits for a better one until so much is left to give it in. */
const STALE_MARGIN_MS = 100;

/** A call that a kept answer may serve. */
export interface CacheLookup {
  readonly key: string;
  readonly rule: CacheOptions;
  readonly deadline: Deadline;
  /** Finds the answer, within the deadline given. */
  readonly load: (deadline: Deadline) => Promise<unknown>;
  /** Whether the caller wants a new answer whatever is kept. */
  readonly skipsCache: boolean;
}

/** `hit`: kept, or found for another call at the same time; `miss`: found for this call. */
export type CacheStatus = 'hit' | 'miss' | 'stale' | 'bypass';

export interface CacheLookupResult {
  readonly data: unknown;
  readonly result: CacheStatus;
  readonly ageMs: number;
}

interface Loaded {
  readonly entry: CacheEntry;
  /** False where another process has found it meanwhile. */
  readonly isNew: boolean;
}

export interface ResponseCacheDependencies {
  readonly config: CacheConfig;
  readonly store: TieredCacheStore;
  readonly turns: LoadLock;
  /** What fetching an answer in the background may take. */
  readonly refreshLimitMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Decides when a kept answer serves: while it is fresh; a while longer, when a new one is fetched in the background; and
 * longer still where the upstream fails. A new answer is found once for all who ask, in all processes.
 */
export class ResponseCache {
  private readonly flights = new SingleFlight<Loaded>();

  constructor(private readonly parts: ResponseCacheDependencies) {}

  /** At once where a fresh answer is in hand. @throws what `load` throws, or the deadline's own reason */
  getOrLoad(question: CacheLookup): CacheLookupResult | Promise<CacheLookupResult> {
    if (question.skipsCache) return this.bypass(question);
    const held = this.parts.store.peek(question.key);
    return held && this.isFresh(held) ? this.tell(held, 'hit') : this.lookUp(question);
  }

  private async bypass(question: CacheLookup): Promise<CacheLookupResult> {
    const entry = this.entry(question.rule, await question.load(question.deadline));
    void this.store(question, entry);
    return this.tell(entry, 'bypass');
  }

  private async lookUp(question: CacheLookup): Promise<CacheLookupResult> {
    const held = await this.parts.store.get(question.key);
    if (held && this.isFresh(held)) return this.tell(held, 'hit');
    if (!held) return this.load(question, question.deadline);
    if (this.parts.now() < held.revalidateUntilMs) {
      this.refresh(question);
      return this.tell(held, 'stale');
    }
    const patience = question.deadline.withMargin(STALE_MARGIN_MS);
    try {
      return await this.load(question, patience);
    } catch (error) {
      if (!isTransient(error) || this.parts.now() >= held.staleUntilMs) throw error;
      return this.tell(held, 'stale');
    } finally {
      patience.release();
    }
  }

  private async load(question: CacheLookup, deadline: Deadline): Promise<CacheLookupResult> {
    const { value, isFirst } = await this.flights.join(question.key, deadline, (own) => this.loadOnce(question, own));
    return this.tell(value.entry, isFirst && value.isNew ? 'miss' : 'hit');
  }

  private refresh(question: CacheLookup): void {
    if (this.flights.has(question.key)) return;
    const deadline = new Deadline(performance.now(), this.parts.refreshLimitMs);
    // A failure is told in the metrics of the upstream; who asks later tries again.
    this.load(question, deadline)
      .catch(() => undefined)
      .finally(() => deadline.release());
  }

  private async loadOnce(question: CacheLookup, deadline: Deadline): Promise<Loaded> {
    for (;;) {
      const turn = await this.parts.turns.take(question.key, deadline);
      const found = await this.parts.store.get(question.key);
      if (found && this.isFresh(found)) {
        void turn?.end();
        return { entry: found, isNew: false };
      }
      deadline.throwIfOver();
      if (!turn) continue;
      try {
        const entry = this.entry(question.rule, await question.load(deadline));
        void this.store(question, entry).finally(() => turn.end());
        return { entry, isNew: true };
      } catch (error) {
        // What ended because its own time was up says nothing to others.
        void turn.end(deadline.isOver ? undefined : error);
        throw error;
      }
    }
  }

  private async store({ key, rule }: CacheLookup, entry: CacheEntry): Promise<void> {
    if (!rule.isPartial?.(entry.data as never)) await this.parts.store.set(key, entry);
  }

  private entry(rule: CacheOptions, data: unknown): CacheEntry {
    const text = JSON.stringify(data) as string | undefined;
    if (text === undefined) throw new TypeError('An answer must be JSON');
    const { ttlSeconds, revalidateSeconds, staleSeconds } = this.parts.config;
    const isNotFound = rule.isNotFound?.(data as never) ?? false;
    const usualMs = rule.ttlMs ?? seconds(ttlSeconds);
    const ttlMs = isNotFound ? Math.min(usualMs, rule.negativeTtlMs ?? NEGATIVE_TTL_MS) : usualMs;
    const storedAtMs = this.parts.now();
    // Answers that were found together shall not all end together.
    const freshUntilMs = storedAtMs + ttlMs * (1 - this.parts.random() * JITTER);
    const revalidateUntilMs = freshUntilMs + (isNotFound ? 0 : seconds(revalidateSeconds));
    const staleUntilMs = revalidateUntilMs + (isNotFound ? 0 : seconds(staleSeconds));
    // What is kept is nobody's object: whatever happens to the caller's own, it stays as it was.
    return { data: dataOf(text), text, storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs };
  }

  private isFresh({ freshUntilMs }: CacheEntry): boolean {
    return this.parts.now() < freshUntilMs;
  }

  private tell({ data, storedAtMs }: CacheEntry, result: CacheStatus): CacheLookupResult {
    return { data, result, ageMs: Math.max(0, this.parts.now() - storedAtMs) };
  }
}

/** An upstream that fails for now; one that refuses the call itself would refuse it also later. */
const isTransient = (error: unknown): boolean => error instanceof ActionError && error.httpStatus === 429;
