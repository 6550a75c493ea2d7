import { generateKeyPairSync } from 'node:crypto';
import { RedisConnection } from '../../redis/redis-connection.js';
import { RedisUnavailable } from '../../redis/redis-unavailable.js';
import { AuthConfig } from '../access/auth.config.js';
import { KeySet, writeKeySet } from './key-set.js';
import { DatedKeySet, SharedKeySet } from './shared-key-set.js';

const keysNamed = (kid: string): KeySet =>
  new Map([[kid, [{ key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, algorithms: ['ES256'] }]]]);

const OURS = keysNamed('ours');
const THEIRS = keysNamed('theirs');

/** As much of Redis as is used here: one copy with the time that is left of it, and one lease. */
class FakeRedis {
  isReady = true;
  copy: string | null = null;
  leftMs = -2;
  holder: string | undefined;
  /** Happens when the lease is asked for. */
  onTake: () => void = () => undefined;

  isReadyFor(): boolean {
    return this.isReady;
  }

  key(...parts: string[]): string {
    return parts.join(':');
  }

  async run<T>(operation: (client: FakeRedis) => Promise<T>): Promise<T> {
    if (!this.isReady) throw new RedisUnavailable('is not connected', { mayHaveBeenApplied: false });
    return operation(this);
  }

  async eval(script: string, { arguments: [token] = [] }: { arguments?: string[] }): Promise<unknown> {
    if (script.includes('PTTL')) return [this.copy, this.leftMs];
    if (script.includes("'SET'")) {
      this.onTake();
      return (this.holder ??= token);
    }
    if (this.holder === token) this.holder = undefined;
    return 1;
  }

  async set(_key: string, text: string, { PX }: { PX: number }): Promise<void> {
    this.copy = text;
    this.leftMs = PX;
  }
}

describe('The key set that replicas share', () => {
  let redis: FakeRedis;
  let shared: SharedKeySet;
  let fetches: number;

  afterEach(() => jest.useRealTimers());

  beforeEach(() => {
    redis = new FakeRedis();
    const config: AuthConfig = { ...new AuthConfig(), jwksUrl: 'http://issuer/jwks' };
    shared = new SharedKeySet(config, redis as unknown as RedisConnection);
    fetches = 0;
  });

  const fetch = async (): Promise<KeySet> => {
    fetches += 1;
    return OURS;
  };
  /** Another replica puts its keys there, so old. */
  const theyShare = (ageMs: number): void => {
    redis.copy = JSON.stringify({ keepMs: 90_000_000, document: writeKeySet(THEIRS) });
    redis.leftMs = 90_000_000 - ageMs;
  };
  const young = ({ ageMs }: DatedKeySet): boolean => ageMs < 900_000;
  const told = ({ keys, ageMs, isFetched }: DatedKeySet) => [[...keys.keys()], ageMs, isFetched];

  it('is what one of them fetches, for as long as keys may be used, and the next may fetch', async () => {
    expect(told(await shared.renew(fetch, young))).toEqual([['ours'], 0, true]);
    await new Promise((resolve) => setImmediate(resolve));

    expect(redis.leftMs).toBe(90_000_000);
    expect(redis.holder).toBeUndefined();
    expect(told((await shared.read()) as DatedKeySet)).toEqual([['ours'], 0, false]);
  });

  it('is as old as it is by the clock of Redis', async () => {
    theyShare(600_000);
    expect(told(await shared.renew(fetch, young))).toEqual([['theirs'], 600_000, false]);
    expect(fetches).toBe(0);
  });

  it('is fetched again where it is too old', async () => {
    theyShare(900_000);
    expect(told(await shared.renew(fetch, young))).toEqual([['ours'], 0, true]);
  });

  it('is not fetched again where another had its turn between the look and ours', async () => {
    redis.onTake = () => theyShare(5);
    expect(told(await shared.renew(fetch, young))).toEqual([['theirs'], 5, false]);
    expect(fetches).toBe(0);
    expect(redis.holder).toBeUndefined();
  });

  it('is waited for where another is fetching it', async () => {
    redis.holder = 'another';
    setTimeout(() => theyShare(5), 60);
    expect(told(await shared.renew(fetch, young))).toEqual([['theirs'], 5, false]);
    expect(fetches).toBe(0);
  });

  it('is waited for no longer than a second', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    redis.holder = 'another';
    const renewed = shared.renew(fetch, young);
    await jest.advanceTimersByTimeAsync(900);
    expect(fetches).toBe(0);
    await jest.advanceTimersByTimeAsync(100);
    expect(told(await renewed)).toEqual([['ours'], 0, true]);
    expect(redis.holder).toBe('another');
  });

  it('is not looked at where no copy will do', async () => {
    theyShare(5);
    expect(told(await shared.renew(fetch, undefined))).toEqual([['ours'], 0, true]);
  });

  it('is left to the next where the fetch fails', async () => {
    const failing = shared.renew(() => Promise.reject(new Error('the issuer is down')), young);
    await expect(failing).rejects.toThrow('the issuer is down');
    await new Promise((resolve) => setImmediate(resolve));
    expect(redis.holder).toBeUndefined();
    expect(redis.copy).toBeNull();
  });

  it('is fetched by each on its own without Redis', async () => {
    redis.isReady = false;
    expect(told(await shared.renew(fetch, young))).toEqual([['ours'], 0, true]);
    expect(await shared.read()).toBeUndefined();
  });
});
