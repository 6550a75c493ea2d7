import type { CacheEntry } from './store/cache-entry.js';
import type { LoadLockResult } from './load/load-lock.js';

/** The result of one query of the shared tier, for all callers that waited for it. */
export class SharedLookup {
  /** @param lock undefined if no lock was requested */
  constructor(
    readonly entry: CacheEntry | undefined,
    private lock: LoadLockResult | undefined,
  ) {}

  /** Returns the lock to the first load that calls this. Returns undefined to later loads, or if no lock is needed. */
  takeLock(): Exclude<LoadLockResult, { kind: 'not-needed' }> | undefined {
    const { lock } = this;
    this.lock = undefined;
    return lock?.kind === 'not-needed' ? undefined : lock;
  }

  /** Releases a lock that no load uses. */
  discard(): void {
    const lock = this.takeLock();
    if (lock?.kind === 'acquired') void lock.lock.end();
  }
}
