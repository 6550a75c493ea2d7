import { RedisBreaker } from './redis-breaker.js';

describe('RedisBreaker', () => {
  let nowMs: number;
  let opened: number;
  let breaker: RedisBreaker;

  beforeEach(() => {
    nowMs = 1_000;
    opened = 0;
    breaker = new RedisBreaker(
      () => (opened += 1),
      () => nowMs,
    );
  });

  it('opens at the first timeout and starts probing', () => {
    expect(breaker.isClosed).toBe(true);
    breaker.noteTimeout();
    expect(breaker.isClosed).toBe(false);
    expect(opened).toBe(1);
  });

  it('starts probing once for many timeouts', () => {
    for (let call = 0; call < 100; call += 1) breaker.noteTimeout();
    expect(opened).toBe(1);
  });

  it('closes with the first reply in time, however often it opened before', () => {
    for (let round = 0; round < 20; round += 1) {
      breaker.noteTimeout();
      nowMs += 1;
      breaker.noteReplyInTime();
      expect(breaker.isClosed).toBe(true);
      expect(breaker.lastClosedAtMs).toBe(nowMs);
    }
  });

  it('records the time when it last closed, which later replies do not change', () => {
    breaker.noteTimeout();
    breaker.noteReplyInTime();
    nowMs += 500;
    breaker.noteReplyInTime();
    expect(breaker.lastClosedAtMs).toBe(1_000);
  });
});
