import type { CacheEntry } from './store/cache-entry.js';
import type { LoadLockResult } from './load/load-lock.js';

/** What one look at the shared tier has found, for all callers that waited for it. */
export class ColdLook {
  /** @param lock undefined where none was requested */
  constructor(
    readonly entry: CacheEntry | undefined,
    private lock: LoadLockResult | undefined,
  ) {}

  /** Hands the lock to the one load that follows; undefined where it is needless or taken. */
  takeLock(): Exclude<LoadLockResult, { kind: 'not-needed' }> | undefined {
    const { lock } = this;
    this.lock = undefined;
    return lock?.kind === 'not-needed' ? undefined : lock;
  }

  /** Releases a lock that no load has taken. */
  discard(): void {
    const lock = this.takeLock();
    if (lock?.kind === 'acquired') void lock.lock.end();
  }
}
