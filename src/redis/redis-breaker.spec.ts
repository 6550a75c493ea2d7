import { RedisBreaker } from './redis-breaker.js';

describe('The breaker of the connection to Redis', () => {
  let nowMs: number;
  let breaker: RedisBreaker;

  beforeEach(() => {
    nowMs = 1_000_000;
    breaker = new RedisBreaker(() => nowMs);
  });

  /** The rest that the next time-out brings, so long after it was closed. */
  const restAfter = (closedForMs: number): number | undefined => {
    breaker.close();
    nowMs += closedForMs;
    return breaker.open();
  };

  it('is closed until a time-out opens it, for half a second at first', () => {
    expect(breaker.isClosed).toBe(true);
    expect(breaker.open()).toBe(500);
    expect(breaker.isClosed).toBe(false);
  });

  it('is opened by one of all who time out together', () => {
    breaker.open();
    expect(breaker.open()).toBeUndefined();
    expect(breaker.open()).toBeUndefined();
  });

  it('rests longer each time Redis hangs again soon after, up to eight seconds', () => {
    breaker.open();
    expect([100, 100, 9_999, 0, 0].map(restAfter)).toEqual([1_000, 2_000, 4_000, 8_000, 8_000]);
  });

  it('forgets after ten good seconds that Redis has hung before', () => {
    breaker.open();
    expect(restAfter(100)).toBe(1_000);
    expect(restAfter(10_000)).toBe(500);
  });

  it('is closed again when it is told so', () => {
    breaker.open();
    breaker.close();
    expect(breaker.isClosed).toBe(true);
  });
});
