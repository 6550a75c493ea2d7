import { readConfigs } from '../config/variables/read-configs.js';
import { MemoryRateLimiter } from './memory-rate.limiter.js';
import { decide, rateLimitParameters } from './gcra.js';
import { RateLimitConfig } from './rate-limit.config.js';

const configOf = (environment: Record<string, string>): RateLimitConfig =>
  readConfigs(environment).get(RateLimitConfig) as RateLimitConfig;

describe('rateLimitParameters', () => {
  it('returns undefined without a configured limit', () => {
    expect(rateLimitParameters(configOf({}))).toBeUndefined();
  });

  it('uses the calls per minute as the default burst', () => {
    expect(rateLimitParameters(configOf({ RATE_LIMIT_PER_MINUTE: '120' }))).toEqual({ intervalMs: 500, burst: 120 });
    expect(rateLimitParameters(configOf({ RATE_LIMIT_PER_MINUTE: '120', RATE_LIMIT_BURST: '3' }))).toEqual({
      intervalMs: 500,
      burst: 3,
    });
  });

  it.each([
    [{ RATE_LIMIT_PER_MINUTE: '0' }, 'RATE_LIMIT_PER_MINUTE must not be less than 1'],
    [{ RATE_LIMIT_PER_MINUTE: '1.5' }, 'RATE_LIMIT_PER_MINUTE must be an integer number'],
    [{ RATE_LIMIT_BURST: '5' }, 'RATE_LIMIT_PER_MINUTE must be an integer number; RATE_LIMIT_BURST requires it'],
  ])('rejects %j: %s', (environment, problem) => {
    expect(() => configOf(environment as Record<string, string>)).toThrow(problem);
  });
});

describe('decide', () => {
  const parameters = { intervalMs: 100, burst: 3 };

  it.each([
    [undefined, { kind: 'admitted', theoreticalArrivalMs: 1_100 }],
    [500, { kind: 'admitted', theoreticalArrivalMs: 1_100 }],
    [1_100, { kind: 'admitted', theoreticalArrivalMs: 1_200 }],
    [1_200, { kind: 'admitted', theoreticalArrivalMs: 1_300 }],
    [1_201, { kind: 'rejected', waitMs: 1 }],
    [1_300, { kind: 'rejected', waitMs: 100 }],
  ])('decides at 1000 for a theoretical arrival at %p: %j', (theoreticalArrivalMs, decision) => {
    expect(decide(theoreticalArrivalMs, 1_000, parameters)).toEqual(decision);
  });
});

describe('MemoryRateLimiter', () => {
  it('admits a burst, then one call per interval', async () => {
    let nowMs = 0;
    const limiter = new MemoryRateLimiter({ intervalMs: 100, burst: 3 }, () => nowMs);
    const admitted: number[] = [];
    for (; nowMs < 1_000; nowMs += 10) if ((await limiter.take('a')) === 0) admitted.push(nowMs);

    expect(admitted).toEqual([0, 10, 20, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it('limits each client separately', async () => {
    const limiter = new MemoryRateLimiter({ intervalMs: 100, burst: 1 }, () => 0);

    expect([await limiter.take('a'), await limiter.take('b'), await limiter.take('a')]).toEqual([0, 0, 100]);
  });
});
