import { Caller } from '../access/caller.js';
import { SigningKeys } from '../signing-keys/signing-keys.js';
import type { VerifiedTokenCache } from './verified-token-cache.js';

const CALLER: Caller = { organisation: 'org-1', client: 'client-1', scopes: ['dataaction:read'] };

describe('VerifiedTokenCache', () => {
  let keys: { generation: number; freshness: string };
  let tokens: VerifiedTokenCache;

  beforeAll(() => {
    jest.useFakeTimers({ now: 1_000_000 });
    // The cache reads the clock when its module is loaded.
    jest.resetModules();
    jest.advanceTimersByTime(1_000);
  });

  beforeEach(async () => {
    const { VerifiedTokenCache: VerifiedTokenCache } = await import('./verified-token-cache.js');
    keys = { generation: 1, freshness: 'fresh' };
    tokens = new VerifiedTokenCache(keys as SigningKeys);
  });

  afterAll(() => jest.useRealTimers());

  const remember = (token: string, expiresInSeconds: number): void =>
    tokens.remember(token, CALLER, Date.now() / 1_000 + expiresInSeconds);

  it('is empty at first', () => {
    expect(tokens.find('a.b.c')).toBeUndefined();
  });

  it('returns the caller only for a stored token', () => {
    remember('a.b.c', 3_600);

    expect(tokens.find('a.b.c')).toEqual(CALLER);
    expect(tokens.find('a.b.d')).toBeUndefined();
    expect(tokens.find('a.b.')).toBeUndefined();
    expect(tokens.find('a.b.c.d')).toBeUndefined();
  });

  it('drops an entry after a minute, however long the token is valid', () => {
    remember('a.b.c', 3_600);

    jest.advanceTimersByTime(59_999);
    expect(tokens.find('a.b.c')).toBeDefined();
    jest.advanceTimersByTime(2);
    expect(tokens.find('a.b.c')).toBeUndefined();
  });

  it('drops an entry when its token expires', () => {
    remember('a.b.c', 10);

    jest.advanceTimersByTime(9_999);
    expect(tokens.find('a.b.c')).toBeDefined();
    jest.advanceTimersByTime(2);
    expect(tokens.find('a.b.c')).toBeUndefined();
  });

  it.each([0, -1, 0.0005])('does not store a token that is valid for %d s', (expiresInSeconds) => {
    remember('a.b.c', expiresInSeconds);

    expect(tokens.find('a.b.c')).toBeUndefined();
  });

  it('drops entries when the keys change', () => {
    remember('a.b.c', 3_600);
    keys.generation = 2;
    expect(tokens.find('a.b.c')).toBeUndefined();

    remember('a.b.c', 3_600);
    expect(tokens.find('a.b.c')).toEqual(CALLER);
  });

  it('is empty once the keys have expired', () => {
    remember('a.b.c', 3_600);
    keys.freshness = 'stale';
    expect(tokens.find('a.b.c')).toEqual(CALLER);

    keys.freshness = 'expired';
    expect(tokens.find('a.b.c')).toBeUndefined();
  });

  it('stores at most ten thousand tokens', () => {
    remember('first', 3_600);
    for (let index = 0; index < 10_000; index += 1) remember(`token-${index}`, 3_600);

    expect(tokens.find('first')).toBeUndefined();
    expect(tokens.find('token-9999')).toEqual(CALLER);
  });
});
