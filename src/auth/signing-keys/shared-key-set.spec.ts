import { generateKeyPairSync } from 'node:crypto';
import { RedisConnection } from '../../redis/redis-connection.js';
import { RedisUnavailable } from '../../redis/errors/redis-unavailable.js';
import { AuthConfig } from '../access/auth.config.js';
import { KeySet, writeKeySet } from './key-set.js';
import { DatedKeySet, SharedKeySet } from './shared-key-set.js';

const keysNamed = (kid: string): KeySet =>
  new Map([[kid, [{ key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, algorithms: ['ES256'] }]]]);

const OURS = keysNamed('ours');
const THEIRS = keysNamed('theirs');

/** Redis with one copy, its remaining time, and one lock. */
class FakeRedis {
  isReady = true;
  copy: string | null = null;
  leftMs = -2;
  holder: string | undefined;
  /** Called when the lock is requested. */
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

describe('SharedKeySet', () => {
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
  /** Stores a copy of another replica with this age. */
  const theyShare = (ageMs: number): void => {
    redis.copy = JSON.stringify({ keepMs: 90_000_000, document: writeKeySet(THEIRS) });
    redis.leftMs = 90_000_000 - ageMs;
  };
  const young = ({ ageMs }: DatedKeySet): boolean => ageMs < 900_000;
  const summaryOf = ({ keys, ageMs, isFetched }: DatedKeySet) => [[...keys.keys()], ageMs, isFetched];

  it('stores the fetched keys for as long as they may be used, and releases the lock', async () => {
    expect(summaryOf(await shared.renew(fetch, young))).toEqual([['ours'], 0, true]);
    await new Promise((resolve) => setImmediate(resolve));

    expect(redis.leftMs).toBe(90_000_000);
    expect(redis.holder).toBeUndefined();
    expect(summaryOf((await shared.read()) as DatedKeySet)).toEqual([['ours'], 0, false]);
  });

  it('computes the age by the clock of Redis', async () => {
    theyShare(600_000);
    expect(summaryOf(await shared.renew(fetch, young))).toEqual([['theirs'], 600_000, false]);
    expect(fetches).toBe(0);
  });

  it('fetches again if the copy is too old', async () => {
    theyShare(900_000);
    expect(summaryOf(await shared.renew(fetch, young))).toEqual([['ours'], 0, true]);
  });

  it.each(['', 'x', 'null', '{}', '{"keepMs":1e9,"document":{"keys":[]}}', '{"keepMs":"x","document":null}'])(
    'fetches again if the copy is %j',
    async (copy) => {
      [redis.copy, redis.leftMs] = [copy, 90_000_000];
      expect(summaryOf(await shared.renew(fetch, young))).toEqual([['ours'], 0, true]);
    },
  );

  it('uses a copy that another replica stored between the read and the lock', async () => {
    redis.onTake = () => theyShare(5);
    expect(summaryOf(await shared.renew(fetch, young))).toEqual([['theirs'], 5, false]);
    expect(fetches).toBe(0);
    expect(redis.holder).toBeUndefined();
  });

  it("waits for another replica's fetch", async () => {
    redis.holder = 'another';
    setTimeout(() => theyShare(5), 60);
    expect(summaryOf(await shared.renew(fetch, young))).toEqual([['theirs'], 5, false]);
    expect(fetches).toBe(0);
  });

  it('waits for at most a second', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    redis.holder = 'another';
    const renewed = shared.renew(fetch, young);
    await jest.advanceTimersByTimeAsync(900);
    expect(fetches).toBe(0);
    await jest.advanceTimersByTimeAsync(100);
    expect(summaryOf(await renewed)).toEqual([['ours'], 0, true]);
    expect(redis.holder).toBe('another');
  });

  it('ignores the copy if the caller requires a fetch', async () => {
    theyShare(5);
    expect(summaryOf(await shared.renew(fetch, undefined))).toEqual([['ours'], 0, true]);
  });

  it('releases the lock if the fetch fails', async () => {
    const failing = shared.renew(() => Promise.reject(new Error('the issuer is down')), young);
    await expect(failing).rejects.toThrow('the issuer is down');
    await new Promise((resolve) => setImmediate(resolve));
    expect(redis.holder).toBeUndefined();
    expect(redis.copy).toBeNull();
  });

  it('fetches without Redis', async () => {
    redis.isReady = false;
    expect(summaryOf(await shared.renew(fetch, young))).toEqual([['ours'], 0, true]);
    expect(await shared.read()).toBeUndefined();
  });
});
