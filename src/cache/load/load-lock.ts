import { seconds } from '../../time/durations.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import { RedisLock } from '../../redis/redis-lock.js';
import { sleep } from '../../resilience/deadline/sleep.js';
import { SharedFailure } from './shared-failure.js';

/** The lock of a dead process expires after this time. A running process extends its lock before that. */
const LOCK_MS = seconds(5);
const EXTEND_INTERVAL_MS = LOCK_MS / 5;
/** Interval at which waiting processes check the lock. */
const POLL_INTERVAL_MS = 15;
/** How long waiting processes can read the failure of a load. */
const FAILURE_TTL_MS = seconds(5);

/** The lock of a load that no other process may start. */
export interface HeldLoadLock {
  /** Releases the lock. Waiting processes then throw the same failure, if there is one. */
  end(failure?: unknown): Promise<void>;
}

export type LoadLockResult =
  | { readonly kind: 'acquired'; readonly lock: HeldLoadLock }
  | { readonly kind: 'busy'; readonly holder: string }
  /** A shared entry already exists. */
  | { readonly kind: 'not-needed' };

/** Lets one process at a time load an entry. While Redis fails, every process may load: two loads are better than none. */
export class LoadLock {
  constructor(private readonly redis: RedisConnection) {}

  async acquire(key: string): Promise<LoadLockResult> {
    return this.tryAcquire(key, undefined);
  }

  /** Acquires the lock unless a shared entry exists. A single command saves a round trip before the load. */
  async acquireUnlessShared(key: string): Promise<LoadLockResult> {
    return this.tryAcquire(key, this.entryKey(key));
  }

  /**
   * Waits until the holder of the lock has finished its load.
   *
   * @throws SharedFailure if the load failed
   * @throws the reason of the signal
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
    if (!this.redis.isReadyFor(lockKey)) return FREE_LOCK;
    const result = await RedisLock.acquire(this.redis, lockKey, { ttlMs: LOCK_MS, unless }).catch(() => undefined);
    if (result === undefined) return FREE_LOCK;
    return result.kind === 'acquired' ? { kind: 'acquired', lock: this.hold(key, result.lock) } : result;
  }

  private hold(key: string, lock: RedisLock): HeldLoadLock {
    const timer = setInterval(() => void lock.extend(), EXTEND_INTERVAL_MS).unref();
    return {
      end: async (failure) => {
        clearInterval(timer);
        const shared = SharedFailure.write(failure);
        // Sends both commands together: a call that starts between them would get the failure of an earlier load.
        const sharing = shared === undefined ? undefined : this.share(this.failureKey(key, lock.token), shared);
        await Promise.all([sharing, lock.release()]);
      },
    };
  }

  private async share(key: string, failure: string): Promise<void> {
    await this.redis.run((client) => client.set(key, failure, { PX: FAILURE_TTL_MS }), { key }).catch(() => undefined);
  }

  /** Returns the key under which cache-manager stores the entry. */
  private entryKey(key: string): string {
    return `${this.redis.key('cache')}:${key}`;
  }

  /**
   * Returns the key of the lock. The braces put the lock, its failures and the entry on one node of a cluster (Redis Cluster
   * specification, hash tags).
   */
  private lockKey(key: string): string {
    const entryKey = this.entryKey(key);
    const tag = hashTagOf(entryKey);
    return tag === undefined ? this.redis.key('turn', `{${entryKey}}`) : this.redis.key('turn', `{${tag}}`, key);
  }

  private failureKey(key: string, token: string): string {
    return `${this.lockKey(key)}:${token}`;
  }
}

/** Permission to load without a lock: the cache is not shared, or Redis fails. */
export const FREE_LOCK: LoadLockResult = { kind: 'acquired', lock: { end: async () => undefined } };

/** Returns the hash tag of a key: the text between the first `{` and the next `}`, unless it is empty. */
function hashTagOf(key: string): string | undefined {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open);
  return close > open + 1 ? key.slice(open + 1, close) : undefined;
}
