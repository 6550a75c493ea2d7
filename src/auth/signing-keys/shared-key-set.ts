import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { seconds } from '../../time/durations.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import { RedisLock } from '../../redis/redis-lock.js';
import { AuthConfig } from '../access/auth.config.js';
import { KeySet, readKeySet, writeKeySet } from './key-set.js';

/** Longer than any fetch takes, so that the lock does not expire during a fetch. */
const LOCK_TTL_MS = seconds(12);
/** Maximum wait for another replica's fetch. */
const MAX_WAIT_MS = seconds(1);
const POLL_INTERVAL_MS = 50;

/** Returns the copy and its remaining time by the clock of Redis. */
const READ = `return { redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]) }`;

export interface DatedKeySet {
  readonly keys: KeySet;
  readonly ageMs: number;
  /** False if another replica fetched the keys. */
  readonly isFetched: boolean;
}

/** Returns whether a copy is good enough, so that no fetch is necessary. */
export type IsEnough = (copy: DatedKeySet) => boolean;

/**
 * Shares the issuer's signing keys between replicas through Redis. One fetch serves all replicas. A replica that starts
 * while the issuer is down still gets keys. A shared copy is validated like a fetched one. If Redis fails, each replica
 * fetches for itself.
 */
@Injectable()
export class SharedKeySet {
  private readonly key: string;
  private readonly keepMs: number;

  constructor(
    config: AuthConfig,
    private readonly redis: RedisConnection,
  ) {
    const origin = config.jwksUrl ?? config.issuer ?? '';
    // Services with different issuers may share a Redis.
    this.key = redis.key('jwks', createHash('sha256').update(origin).digest('hex'));
    this.keepMs = seconds(config.jwksMaxAgeSeconds + config.jwksStaleSeconds);
  }

  /** Returns the shared copy, or undefined if it is missing or unusable. */
  async read(): Promise<DatedKeySet | undefined> {
    try {
      const reply = await this.redis.run((client) => client.eval(READ, { keys: [this.key] }), { key: this.key });
      const [text, leftMs] = reply as [string, number];
      const { keepMs, document } = JSON.parse(text) as { keepMs: number; document: unknown };
      const ageMs = Math.max(0, keepMs - leftMs);
      return Number.isFinite(ageMs) ? { keys: await readKeySet(document), ageMs, isFetched: false } : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Fetches the keys for all replicas, or returns a copy that another replica fetched.
   *
   * @param isEnough returns whether a copy may replace the fetch. Default: never
   * @throws what `fetch` throws
   */
  async renew(fetch: () => Promise<KeySet>, isEnough: IsEnough | undefined): Promise<DatedKeySet> {
    if (!isEnough) return this.fetchWith(fetch);
    const found = await this.find(isEnough);
    if (found) return found;
    const acquired = await RedisLock.acquire(this.redis, `${this.key}:fetch`, { ttlMs: LOCK_TTL_MS }).catch(
      () => undefined,
    );
    const lock = acquired?.kind === 'acquired' ? acquired.lock : undefined;
    // Another replica may have fetched between the first read and the lock.
    const meanwhile = lock ? await this.find(isEnough) : acquired && (await this.poll(isEnough));
    if (!meanwhile) return this.fetchWith(fetch, lock);
    void lock?.release();
    return meanwhile;
  }

  private async fetchWith(fetch: () => Promise<KeySet>, lock?: RedisLock): Promise<DatedKeySet> {
    let shared = Promise.resolve();
    try {
      const keys = await fetch();
      shared = this.write(keys);
      return { keys, ageMs: 0, isFetched: true };
    } finally {
      void shared.then(() => lock?.release());
    }
  }

  private async find(isEnough: IsEnough): Promise<DatedKeySet | undefined> {
    const copy = await this.read();
    return copy && isEnough(copy) ? copy : undefined;
  }

  /** Polls for the copy of another replica. */
  private async poll(isEnough: IsEnough): Promise<DatedKeySet | undefined> {
    for (let waitedMs = 0; waitedMs < MAX_WAIT_MS && this.redis.isReadyFor(this.key); waitedMs += POLL_INTERVAL_MS) {
      await sleep(POLL_INTERVAL_MS, undefined, { ref: false });
      const found = await this.find(isEnough);
      if (found) return found;
    }
    return undefined;
  }

  private async write(keys: KeySet): Promise<void> {
    const text = JSON.stringify({ keepMs: this.keepMs, document: writeKeySet(keys) });
    const { key, keepMs } = this;
    await this.redis.run((client) => client.set(key, text, { PX: keepMs }), { key }).catch(() => undefined);
  }
}
