import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { seconds } from '../../durations.js';
import { RedisConnection } from '../../redis/redis-connection.js';
import { RedisLock } from '../../redis/redis-lock.js';
import { AuthConfig } from '../access/auth.config.js';
import { KeySet, readKeySet, writeKeySet } from './key-set.js';

/** Longer than any fetch takes. */
const LEASE_MS = seconds(12);
/** For so long a replica waits for what another fetches, before it fetches itself. */
const PATIENCE_MS = seconds(1);
const LOOK_EVERY_MS = 50;

/** The copy and what is left of its time, by the clock of Redis. */
const READ = `return { redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1]) }`;

/** A key set with its true age. */
export interface DatedKeySet {
  readonly keys: KeySet;
  readonly ageMs: number;
  /** False for one that another replica has fetched. */
  readonly isFetched: boolean;
}

/** Whether a copy need not be fetched again. */
export type IsEnough = (copy: DatedKeySet) => boolean;

/**
 * Lets replicas share the issuer's signing keys through Redis, so that one fetch serves all, and one that starts while the
 * issuer is down has keys nevertheless. What is shared is checked like what is fetched. Trouble with Redis costs a replica
 * nothing but its share: it fetches for itself.
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
    // Services that trust different issuers may share a Redis, and must not share keys.
    this.key = redis.key('jwks', createHash('sha256').update(origin).digest('hex'));
    this.keepMs = seconds(config.jwksMaxAgeSeconds + config.jwksStaleSeconds);
  }

  /** What replicas have in common; undefined where there is nothing of use. */
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
   * Fetches the keys for all replicas, or takes what one of them has fetched.
   *
   * @param isEnough unset: no copy will do
   * @throws what `fetch` throws
   */
  async renew(fetch: () => Promise<KeySet>, isEnough: IsEnough | undefined): Promise<DatedKeySet> {
    if (!isEnough) return this.fetchWith(fetch);
    const found = await this.find(isEnough);
    if (found) return found;
    const lease = await RedisLock.acquire(this.redis, `${this.key}:fetch`, { ttlMs: LEASE_MS }).catch(() => undefined);
    const held = lease?.kind === 'acquired' ? lease.lock : undefined;
    // Between the look and the lease, another replica may have had its turn.
    const meanwhile = held ? await this.find(isEnough) : lease && (await this.await(isEnough));
    if (!meanwhile) return this.fetchWith(fetch, held);
    void held?.release();
    return meanwhile;
  }

  private async fetchWith(fetch: () => Promise<KeySet>, lease?: RedisLock): Promise<DatedKeySet> {
    let shared = Promise.resolve();
    try {
      const keys = await fetch();
      shared = this.write(keys);
      return { keys, ageMs: 0, isFetched: true };
    } finally {
      void shared.then(() => lease?.release());
    }
  }

  private async find(isEnough: IsEnough): Promise<DatedKeySet | undefined> {
    const copy = await this.read();
    return copy && isEnough(copy) ? copy : undefined;
  }

  /** Looks until another replica is done, and not for long. */
  private async await(isEnough: IsEnough): Promise<DatedKeySet | undefined> {
    for (let waitedMs = 0; waitedMs < PATIENCE_MS && this.redis.isReadyFor(this.key); waitedMs += LOOK_EVERY_MS) {
      await sleep(LOOK_EVERY_MS, undefined, { ref: false });
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
