import { randomUUID } from 'node:crypto';
import { RedisConnection } from './redis-connection.js';

/** `ARGV`: token, ms. @returns the token of whoever holds it now */
const TAKE = `
local holder = redis.call('GET', KEYS[1])
if holder then return holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]`;

/** `ARGV`: token, ms. */
const PROLONG = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

const END = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * The right to do something while no other process does. It ends by itself, so that a process which dies takes nothing with
 * it; one that comes back late neither prolongs nor ends what has become another's.
 */
export class RedisLock {
  private constructor(
    private readonly redis: RedisConnection,
    private readonly key: string,
    readonly token: string,
    private readonly ttlMs: number,
  ) {}

  /** @returns the lease, or the token of who holds it. @throws RedisUnavailable */
  static async acquire(redis: RedisConnection, key: string, ttlMs: number): Promise<RedisLock | string> {
    const lease = new RedisLock(redis, key, randomUUID(), ttlMs);
    const holder = await lease.run(TAKE);
    return holder === lease.token ? lease : String(holder);
  }

  /** Puts its end off to the whole time from now; if that fails, it ends earlier. */
  async extend(): Promise<void> {
    await this.run(PROLONG).catch(() => undefined);
  }

  /** Lets the next one in; if that fails, at the end of its time. */
  async release(): Promise<void> {
    await this.run(END).catch(() => undefined);
  }

  private run(script: string): Promise<unknown> {
    const options = { keys: [this.key], arguments: [this.token, String(this.ttlMs)] };
    return this.redis.run((client) => client.eval(script, options));
  }
}
