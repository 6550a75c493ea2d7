import { randomUUID } from 'node:crypto';
import { RedisConnection } from './redis-connection.js';

/**
 * Acquires a lock. `KEYS[2]` (optional): if this key exists, the script acquires no lock and returns `''`. `ARGV`: token, ms.
 * @returns the holder's token
 */
const ACQUIRE = `
if KEYS[2] and redis.call('EXISTS', KEYS[2]) == 1 then return '' end
local holder = redis.call('GET', KEYS[1])
if holder then return holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
`;

/** Extends the lock if it still belongs to the token. `ARGV`: token, ms. */
const EXTEND = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`;

/** Releases the lock if it still belongs to the token. `ARGV`: token. */
const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

export type LockResult =
  | { readonly kind: 'acquired'; readonly lock: RedisLock }
  | { readonly kind: 'busy'; readonly holder: string }
  /** The key of `unless` exists, so its value need not be computed again. */
  | { readonly kind: 'not-needed' };

interface AcquireOptions {
  readonly ttlMs: number;
  /** A key in the same slot. If it exists, no lock is acquired. */
  readonly unless?: string | undefined;
}

/**
 * A distributed lock with a time limit. It expires when its owner dies. A late owner cannot extend or release a lock that
 * another process holds.
 */
export class RedisLock {
  private constructor(
    private readonly redis: RedisConnection,
    private readonly key: string,
    readonly token: string,
    private readonly ttlMs: number,
  ) {}

  /** @throws RedisUnavailable */
  static async acquire(redis: RedisConnection, key: string, { ttlMs, unless }: AcquireOptions): Promise<LockResult> {
    const lock = new RedisLock(redis, key, randomUUID(), ttlMs);
    const holder = String(await lock.run(ACQUIRE, unless === undefined ? [] : [unless]));
    if (holder === '') return { kind: 'not-needed' };
    return holder === lock.token ? { kind: 'acquired', lock } : { kind: 'busy', holder };
  }

  /** Extends the lock to its full duration from now. If that fails, the lock expires earlier. */
  async extend(): Promise<void> {
    await this.run(EXTEND).catch(() => undefined);
  }

  /** Releases the lock. If that fails, the lock expires. */
  async release(): Promise<void> {
    await this.run(RELEASE).catch(() => undefined);
  }

  private run(script: string, moreKeys: readonly string[] = []): Promise<unknown> {
    const options = { keys: [this.key, ...moreKeys], arguments: [this.token, String(this.ttlMs)] };
    return this.redis.run((client) => client.eval(script, options), { key: this.key });
  }
}
