import { GenesysRateLimits } from './genesys-rate-limits.js';

const OPERATION = 'GET queues';

describe('GenesysRateLimits', () => {
  let nowMs: number;
  let limits: GenesysRateLimits;

  beforeEach(() => {
    nowMs = 1_000_000;
    limits = new GenesysRateLimits(() => nowMs);
  });

  /**
   * Returns a response that reports `count` of `allowed` calls of the token, and `reset` seconds until the next minute.
   */
  const usage = (count: number, allowed: number, reset: number, status = 200) => ({
    status,
    headers: {
      'inin-ratelimit-count': String(count),
      'inin-ratelimit-allowed': String(allowed),
      'inin-ratelimit-reset': String(reset),
    },
  });

  it('admits every call until a response has reported a rate limit', () => {
    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
  });

  it('admits calls while requests of the token are left', () => {
    limits.learn(OPERATION, 'token', usage(299, 300, 20));

    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
  });

  it('delays all operations after the last allowed call until the next minute', () => {
    limits.learn(OPERATION, 'token', usage(300, 300, 20));

    expect(limits.waitMs(OPERATION, 'token')).toBe(20_000);
    expect(limits.waitMs('GET users', 'token')).toBe(20_000);
    nowMs += 19_999;
    expect(limits.waitMs(OPERATION, 'token')).toBe(1);
    nowMs += 1;
    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
  });

  it('counts calls in flight', () => {
    limits.learn(OPERATION, 'token', usage(297, 300, 20));
    limits.take('token');
    limits.take('token');
    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
    limits.take('token');

    expect(limits.waitMs(OPERATION, 'token')).toBe(20_000);
  });

  it('keeps the lowest number of calls left if responses arrive out of order', () => {
    limits.learn(OPERATION, 'token', usage(300, 300, 20));
    limits.learn(OPERATION, 'token', usage(298, 300, 20));

    expect(limits.waitMs(OPERATION, 'token')).toBe(20_000);
  });

  it('resets with the next minute', () => {
    limits.learn(OPERATION, 'token', usage(300, 300, 20));
    nowMs += 20_000;
    limits.learn(OPERATION, 'token', usage(1, 300, 60));

    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
  });

  it('counts the calls of a new token separately', () => {
    limits.learn(OPERATION, 'token', usage(300, 300, 20));

    expect(limits.waitMs(OPERATION, 'new token')).toBe(0);
    limits.take('new token');
    limits.learn(OPERATION, 'new token', usage(1, 300, 60));
    expect(limits.waitMs(OPERATION, 'new token')).toBe(0);
  });

  it('adopts a changed limit', () => {
    limits.learn('POST analytics', 'token', usage(9, 10, 20));
    limits.learn(OPERATION, 'token', usage(40, 300, 20));
    limits.take('token');

    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
  });

  it('pauses only the operation of a 429 for its Retry-After', () => {
    limits.learn(OPERATION, 'token', { status: 429, headers: {}, retryAfterMs: 7_000 });

    expect(limits.waitMs(OPERATION, 'token')).toBe(7_000);
    expect(limits.waitMs(OPERATION, 'new token')).toBe(7_000);
    expect(limits.waitMs('GET users', 'token')).toBe(0);
    nowMs += 7_000;
    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
  });

  it("waits for the later of Retry-After and the end of the token's window", () => {
    limits.learn(OPERATION, 'token', { ...usage(301, 300, 30, 429), retryAfterMs: 7_000 });

    expect(limits.waitMs(OPERATION, 'token')).toBe(30_000);
  });

  it('reports a very long wait, but calls again after three minutes', () => {
    limits.learn(OPERATION, 'token', { status: 429, headers: {}, retryAfterMs: 3_600_000 });

    expect(limits.waitMs(OPERATION, 'token')).toBe(3_600_000);
    nowMs += 179_999;
    expect(limits.waitMs(OPERATION, 'token')).toBe(3_420_001);
    nowMs += 1;
    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
  });

  it('does not delay calls after a 503 with Retry-After', () => {
    limits.learn(OPERATION, 'token', { status: 503, headers: {}, retryAfterMs: 7_000 });

    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
  });

  it.each<[Record<string, string>]>([
    [{}],
    [{ 'inin-ratelimit-count': '300' }],
    [{ 'inin-ratelimit-count': 'x', 'inin-ratelimit-allowed': '300', 'inin-ratelimit-reset': '20' }],
    [{ 'inin-ratelimit-count': '5', 'inin-ratelimit-allowed': '0', 'inin-ratelimit-reset': '20' }],
    [{ 'inin-ratelimit-count': '300', 'inin-ratelimit-allowed': '300', 'inin-ratelimit-reset': '-1' }],
  ])('does not delay calls after the incomplete or invalid headers %j', (headers) => {
    limits.learn(OPERATION, 'token', { status: 200, headers });

    expect(limits.waitMs(OPERATION, 'token')).toBe(0);
  });
});
