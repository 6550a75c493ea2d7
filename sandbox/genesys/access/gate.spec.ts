import type { SimulatorResponse } from '../../simulator/route.js';
import { AccessTokens } from './access-tokens.js';
import { gate } from './gate.js';
import { RateLimit } from './rate-limit.js';

describe('the gate in front of the API', () => {
  const tokens = new AccessTokens();
  const rateLimit = new RateLimit(2);
  let handled = 0;
  const guarded = gate(tokens, rateLimit, () => ({ status: 200, body: (handled += 1), headers: { 'X-More': 'yes' } }));
  const call = async (authorization?: string): Promise<SimulatorResponse> =>
    guarded({
      method: 'GET',
      path: '/',
      params: {},
      query: new URLSearchParams(),
      headers: authorization === undefined ? {} : { authorization },
      text: '',
      json: undefined,
    });

  beforeEach(() => {
    jest.useFakeTimers({ now: Date.UTC(2026, 0, 1), doNotFake: ['nextTick'] });
    rateLimit.reset();
    tokens.lifetimeSeconds = 86_400;
    handled = 0;
  });
  afterEach(() => jest.useRealTimers());

  it('accepts a valid token and returns its usage of the rate limit', async () => {
    expect(await call(`Bearer ${tokens.issue()}`)).toEqual({
      status: 200,
      body: 1,
      headers: {
        'ININ-Correlation-Id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'inin-ratelimit-count': '1',
        'inin-ratelimit-allowed': '2',
        'inin-ratelimit-reset': '60',
        'X-More': 'yes',
      },
    });
  });

  it.each([
    [undefined, 'authentication.required', 'No authentication bearer token specified in authorization header.'],
    ['Basic abc', 'authentication.required', 'No authentication bearer token specified in authorization header.'],
    ['Bearer invented', 'bad.credentials', 'Invalid login credentials.'],
  ])("returns 401 with the platform's error body for %s", async (authorization, code, message) => {
    const { status, body, headers } = await call(authorization);

    expect(status).toBe(401);
    expect(body).toEqual({
      message,
      code,
      status: 401,
      messageParams: {},
      contextId: headers?.['ININ-Correlation-Id'],
      details: [],
      errors: [],
    });
    expect(handled).toBe(0);
  });

  it('accepts a token during its lifetime, and rejects it afterwards', async () => {
    tokens.lifetimeSeconds = 300;
    const token = tokens.issue();
    jest.setSystemTime(Date.UTC(2026, 0, 1, 0, 4, 59, 999));
    expect((await call(`Bearer ${token}`)).status).toBe(200);
    jest.setSystemTime(Date.UTC(2026, 0, 1, 0, 5));

    expect((await call(`Bearer ${token}`)).status).toBe(401);
  });

  it('rejects a revoked token and accepts other tokens', async () => {
    const [one, other] = [tokens.issue(), tokens.issue()];
    tokens.revoke(one);
    expect((await call(`Bearer ${one}`)).status).toBe(401);
    expect((await call(`Bearer ${other}`)).status).toBe(200);
    tokens.revoke();

    expect((await call(`Bearer ${other}`)).status).toBe(401);
  });

  it('returns 429 to a token over the limit until the minute ends, and serves other tokens', async () => {
    const [busy, other] = [tokens.issue(), tokens.issue()];
    await call(`Bearer ${busy}`);
    await call(`Bearer ${busy}`);
    jest.setSystemTime(Date.UTC(2026, 0, 1, 0, 0, 48, 500));
    const rejected = await call(`Bearer ${busy}`);

    expect(rejected).toMatchObject({
      status: 429,
      headers: { 'retry-after': '12', 'inin-ratelimit-count': '3', 'inin-ratelimit-reset': '12' },
      body: {
        code: 'too.many.requests',
        status: 429,
        message: 'Rate limit exceeded the maximum. Retry the request in [12] seconds',
      },
    });
    expect(handled).toBe(2);
    expect((await call(`Bearer ${other}`)).status).toBe(200);
    jest.setSystemTime(Date.UTC(2026, 0, 1, 0, 1));
    expect((await call(`Bearer ${busy}`)).headers).toMatchObject({ 'inin-ratelimit-count': '1' });
  });
});
