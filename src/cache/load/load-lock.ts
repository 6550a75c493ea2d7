import { seconds } from '../../durations.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import { RedisLock } from '../../redis/redis-lock.js';
import { sleep } from '../../resilience/deadline/sleep.js';
import { SharedFailure } from './shared-failure.js';

/** A lock ends so long after its process has died. A process that is only held up, as in a crowd of cold callers, extends it in time. */
const LOCK_MS = seconds(5);
const EXTEND_INTERVAL_MS = LOCK_MS / 5;
/** How often those who wait look whether it is over. */
const POLL_INTERVAL_MS = 15;
/** For so long those who waited can learn how a load failed. */
const FAILURE_TTL_MS = seconds(5);

/** Permission to load an entry while no other process does. */
export interface HeldLoadLock {
  /** Lets the next process in. Those who waited share a failure, if one is given. */
  end(failure?: unknown): Promise<void>;
}

export type LoadLockResult =
  | { readonly kind: 'acquired'; readonly lock: HeldLoadLock }
  | { readonly kind: 'busy'; readonly holder: string }
  /** There is an entry. */
  | { readonly kind: 'not-needed' };

/** Lets one process at a time load an entry. Without Redis, or while it fails, every process may: two loads are better than none. */
export class LoadLock {
  constructor(private readonly redis: RedisConnection) {}

  async acquire(key: string): Promise<LoadLockResult> {
    return this.tryAcquire(key, undefined);
  }

  /** Acquires the lock only where processes share no entry, so that a cold read needs one round trip before it loads. */
  async acquireUnlessShared(key: string): Promise<LoadLockResult> {
    return this.tryAcquire(key, this.entryKey(key));
  }

  /**
   * Waits until a process is done with its load.
   *
   * @throws SharedFailure where that failed; the signal's own reason
   */
  async wait(key: string, holder: string, signal: AbortSignal): Promise<void> {
    const lockKey = this.lockKey(key);
    const keys = [lockKey, this.failureKey(key, holder)];
    for (;;) {
      await sleep(POLL_INTERVAL_MS, signal);
      const [current, failure] = await this.redis.run((client) => client.mGet(keys), { key: lockKey }).catch(() => []);
      const failed = failure ? SharedFailure.read(failure) : undefined;
      if (failed) throw failed;
      if (current !== holder) return;
    }
  }

  private async tryAcquire(key: string, unless: string | undefined): Promise<LoadLockResult> {
    const lockKey = this.lockKey(key);
    if (!this.redis.isReadyFor(lockKey)) return FREE;
    const result = await RedisLock.acquire(this.redis, lockKey, { ttlMs: LOCK_MS, unless }).catch(() => undefined);
    if (result === undefined) return FREE;
    return result.kind === 'acquired' ? { kind: 'acquired', lock: this.hold(key, result.lock) } : result;
  }

  private hold(key: string, lock: RedisLock): HeldLoadLock {
    const timer = setInterval(() => void lock.extend(), EXTEND_INTERVAL_MS).unref();
    return {
      end: async (failure) => {
        clearInterval(timer);
        const shared = SharedFailure.write(failure);
        // Both leave at once, so that a call which comes after a failure never shares it.
        const sharing = shared === undefined ? undefined : this.share(this.failureKey(key, lock.token), shared);
        await Promise.all([sharing, lock.release()]);
      },
    };
  }

  private async share(key: string, failure: string): Promise<void> {
    await this.redis.run((client) => client.set(key, failure, { PX: FAILURE_TTL_MS }), { key }).catch(() => undefined);
  }

  /** Where cache-manager stores the entry. */
  private entryKey(key: string): string {
    return `${this.redis.key('cache')}:${key}`;
  }

  /** The braces put the lock, its failures and the entry on one node of a cluster (Redis Cluster specification, hash tags). */
  private lockKey(key: string): string {
    const entryKey = this.entryKey(key);
    const tag = hashTagOf(entryKey);
    return tag === undefined ? this.redis.key('turn', `{${entryKey}}`) : this.redis.key('turn', `{${tag}}`, key);
  }

  private failureKey(key: string, token: string): string {
    return `${this.lockKey(key)}:${token}`;
  }
}

const FREE: LoadLockResult = { kind: 'acquired', lock: { end: async () => undefined } };

/** The part of a key that decides its slot: between the first `{` and the next `}`, unless that is empty. */
function hashTagOf(key: string): string | undefined {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open);
  return close > open + 1 ? key.slice(open + 1, close) : undefined;
}
