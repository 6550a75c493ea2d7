import { generateKeyPairSync } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Metrics } from '../../observability/metrics/metrics.js';
import { AuthConfig } from '../access/auth.config.js';
import { KeySet } from './key-set.js';
import { LocalIssuerKeys } from './local-issuer-keys.js';
import { SharedKeySet } from './shared-key-set.js';
import { SigningKeys } from './signing-keys.js';
import { VerificationKey } from './verification-key.js';

const verificationKeys = (): readonly VerificationKey[] => [
  { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey, algorithms: ['ES256'] },
];

const OLD = verificationKeys();
const NEW = verificationKeys();

/** An issuer whose fetches return keys, fail, or wait for the test. */
class FakeEndpoint {
  fetches = 0;
  keys: Record<string, readonly VerificationKey[]> = { old: OLD };
  error: Error | undefined;
  delayMs = 0;

  async fetch(): Promise<KeySet> {
    this.fetches += 1;
    const { keys } = this;
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (this.error) throw this.error;
    return new Map(Object.entries(keys));
  }
}

/** Without Redis: each refresh is a fetch. */
const ALONE: Pick<SharedKeySet, 'read' | 'renew'> = {
  read: async () => undefined,
  renew: async (fetch) => ({ keys: await fetch(), ageMs: 0, isFetched: true }),
};

describe('the signing keys', () => {
  let endpoint: FakeEndpoint;
  let keys: SigningKeys;

  beforeAll(() => void Logger.overrideLogger(false));

  beforeEach(() => {
    jest.useFakeTimers();
    jest.advanceTimersByTime(1_000);
    endpoint = new FakeEndpoint();
    const config: AuthConfig = { ...new AuthConfig(), jwksUrl: 'http://issuer/jwks', audience: ['a'] };
    keys = new SigningKeys(config, endpoint as never, ALONE as SharedKeySet, new Metrics(), new LocalIssuerKeys());
  });

  afterEach(() => {
    keys.onModuleDestroy();
    jest.useRealTimers();
  });

  const pass = (seconds: number): Promise<void> => jest.advanceTimersByTimeAsync(seconds * 1_000);

  async function start(): Promise<void> {
    keys.onModuleInit();
    await pass(0);
  }

  it('are available after the first fetch', async () => {
    expect(keys.freshness).toBe('none');
    await start();

    expect([keys.freshness, keys.keyIds, keys.find('old'), keys.find('new')]).toEqual([
      'fresh',
      ['old'],
      OLD,
      undefined,
    ]);
  });

  it('are refreshed every quarter of an hour in the background', async () => {
    await start();
    endpoint.keys = { old: OLD, new: NEW };

    await pass(899);
    expect([endpoint.fetches, keys.keyIds]).toEqual([1, ['old']]);
    await pass(1);
    expect([endpoint.fetches, keys.keyIds]).toEqual([2, ['old', 'new']]);
    await pass(900);
    expect(endpoint.fetches).toBe(3);
  });

  it('get a new generation number only when they change', async () => {
    await start();
    const { generation } = keys;
    await pass(900);
    expect(keys.generation).toBe(generation);

    endpoint.keys = { old: NEW };
    await pass(900);
    expect([keys.generation, keys.find('old')]).toEqual([generation + 1, NEW]);
    endpoint.keys = { other: NEW };
    await pass(900);
    expect([keys.generation, keys.keyIds]).toEqual([generation + 2, ['other']]);
  });

  it('stay in use while the issuer is down, for an hour as fresh and for a day as stale, and then expire', async () => {
    await start();
    endpoint.error = new Error('down');

    await pass(3_600);
    expect([keys.freshness, keys.find('old')]).toEqual(['fresh', OLD]);
    await pass(1);
    expect([keys.freshness, keys.find('old')]).toEqual(['stale', OLD]);
    await pass(86_399);
    expect([keys.freshness, keys.find('old')]).toEqual(['stale', OLD]);
    await pass(1);
    expect([keys.freshness, keys.find('old'), keys.keyIds]).toEqual(['expired', undefined, ['old']]);

    endpoint.error = undefined;
    await pass(60);
    expect([keys.freshness, keys.find('old')]).toEqual(['fresh', OLD]);
  });

  it('are fetched with a backoff from 1 s to 60 s while the issuer is down', async () => {
    endpoint.error = new Error('down');
    await start();
    const fetchesAfter: number[] = [];
    for (const seconds of [0, 1, 2, 4, 8, 16, 32, 60, 60]) {
      await pass(seconds);
      fetchesAfter.push(endpoint.fetches);
    }

    expect(fetchesAfter).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('are fetched at once for an unknown id, once for all waiting requests', async () => {
    await start();
    endpoint.keys = { new: NEW };
    endpoint.delayMs = 200;
    const waiting = Promise.all([keys.force(), keys.force(), keys.force()]);
    await pass(0.1);
    const late = keys.force();
    expect(keys.find('new')).toBeUndefined();

    await pass(0.1);
    await Promise.all([waiting, late]);

    expect([endpoint.fetches, keys.find('new')]).toEqual([2, NEW]);
  });

  it('are fetched for unknown ids at most once per cooldown', async () => {
    await start();
    for (let second = 0; second < 61; second += 1) {
      for (let call = 0; call < 50; call += 1) void keys.force();
      await pass(1);
    }

    expect(endpoint.fetches).toBe(4);
  });

  it('are fetched again after a fetch that may have missed the change', async () => {
    await start();
    endpoint.delayMs = 500;
    await pass(900);
    endpoint.keys = { new: NEW };
    const forced = keys.force();
    await pass(1);
    await forced;

    expect([endpoint.fetches, keys.find('new')]).toEqual([3, NEW]);
  });

  it('are fetched again after the cooldown if the issuer was down', async () => {
    await start();
    endpoint.error = new Error('down');
    await keys.force();
    endpoint.error = undefined;
    endpoint.keys = { new: NEW };
    await keys.force();
    expect(keys.find('new')).toBeUndefined();

    await pass(30);
    await keys.force();

    expect(keys.find('new')).toBe(NEW);
  });

  it('are awaited without a second fetch until the first keys arrive', async () => {
    endpoint.delayMs = 300;
    keys.onModuleInit();
    const waiting = Promise.all([keys.force(), keys.force()]);
    await pass(0.3);
    await waiting;

    expect([endpoint.fetches, keys.freshness]).toEqual([1, 'fresh']);
  });

  it('are not fetched after the service stops', async () => {
    await start();
    keys.onModuleDestroy();
    await pass(10_000);

    expect(endpoint.fetches).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
