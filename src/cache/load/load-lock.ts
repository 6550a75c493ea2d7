import { seconds } from '../../durations.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import { RedisLock } from '../../redis/redis-lock.js';
import { Deadline } from '../../resilience/deadline/deadline.js';
import { sleep } from '../../resilience/deadline/sleep.js';
import { SharedFailure } from './shared-failure.js';

/** A turn is over so long after its process has died. One that is only held up, as in a crowd of cold callers, prolongs it in time. */
const TURN_MS = seconds(5);
const PROLONG_EVERY_MS = TURN_MS / 5;
/** How often those who wait look whether it is over. */
const LOOK_EVERY_MS = 15;
/** For so long those who waited can learn how a turn failed. */
const FAILURE_TTL_MS = seconds(5);

/** Leave to load what a key stands for, while no other process does. */
export interface LoadLockResult {
  /** Lets the next one in. Those who waited share a failure, if one is given. */
  end(failure?: unknown): Promise<void>;
}

/**
 * Lets one process at a time load what a key stands for. Without Redis, or while it fails, everybody has a turn: two loads
 * are better than none.
 */
export class LoadLock {
  constructor(private readonly redis: RedisConnection) {}

  /**
   * Takes the turn, or waits until whoever has it is done.
   *
   * @returns undefined where somebody else has had it meanwhile
   * @throws SharedFailure where that failed; the deadline's own reason
   */
  async take(key: string, deadline: Deadline): Promise<LoadLockResult | undefined> {
    if (!this.redis.isReady) return FREE;
    const lease = await RedisLock.acquire(this.redis, this.turnKey(key), TURN_MS).catch(() => undefined);
    if (lease === undefined) return FREE;
    if (lease instanceof RedisLock) return this.hold(key, lease);
    await this.wait(key, lease, deadline.signal);
    return undefined;
  }

  private hold(key: string, lease: RedisLock): LoadLockResult {
    const timer = setInterval(() => void lease.extend(), PROLONG_EVERY_MS).unref();
    return {
      end: async (failure) => {
        clearInterval(timer);
        const told = SharedFailure.write(failure);
        if (told !== undefined) await this.relay(this.failureKey(key, lease.token), told);
        await lease.release();
      },
    };
  }

  private async relay(key: string, failure: string): Promise<void> {
    await this.redis.run((client) => client.set(key, failure, { PX: FAILURE_TTL_MS })).catch(() => undefined);
  }

  private async wait(key: string, holder: string, signal: AbortSignal): Promise<void> {
    const keys = [this.turnKey(key), this.failureKey(key, holder)];
    for (;;) {
      await sleep(LOOK_EVERY_MS, signal);
      const [current, failure] = await this.redis.run((client) => client.mGet(keys)).catch(() => []);
      const failed = failure ? SharedFailure.read(failure) : undefined;
      if (failed) throw failed;
      if (current !== holder) return;
    }
  }

  /** The braces keep the keys of one turn together in a cluster (Redis Cluster specification, hash tags). */
  private turnKey(key: string): string {
    return this.redis.key('turn', `{${key}}`);
  }

  private failureKey(key: string, token: string): string {
    return `${this.turnKey(key)}:${token}`;
  }
}

const FREE: LoadLockResult = { end: async () => undefined };
