import { RedisClock } from './redis-clock.js';

describe('The estimate of a server’s clock', () => {
  let nowMs: number;
  let clock: RedisClock;

  beforeEach(() => {
    nowMs = 10_000;
    clock = new RedisClock(() => nowMs);
  });

  /** The server reads its clock in the middle of a round trip. */
  const observe = (serverMs: number, roundTripMs: number): void => {
    const sentAtMs = nowMs;
    nowMs += roundTripMs;
    clock.observe(serverMs, sentAtMs);
  };

  it('is unknown before the first reply', () => {
    expect(clock.nowMs).toBeUndefined();
  });

  it('is never ahead of the server, and advances with the clock of this process', () => {
    observe(1_000_000, 10);
    expect(clock.nowMs).toBe(1_000_000);
    nowMs += 500;
    expect(clock.nowMs).toBe(1_000_500);
  });

  it('does not become less accurate after a slower reply', () => {
    observe(1_000_000, 2);
    observe(1_000_100, 200);
    expect(clock.nowMs).toBe(1_000_202 - 2);
  });

  it('follows a clock that is set back or forward', () => {
    observe(1_000_000, 2);
    observe(500_000, 2);
    expect(clock.nowMs).toBe(500_000);
    observe(2_000_000, 2);
    expect(clock.nowMs).toBe(2_000_000);
  });
});
