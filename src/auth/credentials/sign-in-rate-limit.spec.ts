import { AuthConfig } from '../access/auth.config.js';
import { SignInRateLimit } from './sign-in-rate-limit.js';

describe('SignInRateLimit', () => {
  let limit: SignInRateLimit;

  beforeEach(() => {
    jest.useFakeTimers();
    limit = new SignInRateLimit({ ...new AuthConfig(), attemptsPerMinute: 3 });
  });

  afterEach(() => jest.useRealTimers());

  /** Returns how many of ten attempts in a row are admitted. */
  function passed(address: string, client = 'oauth:flows', isRight = false): number {
    let count = 0;
    for (let index = 0; index < 10; index += 1) {
      if (limit.state({ address, client }).kind !== 'free') continue;
      limit.begin({ address, client })(isRight);
      count += 1;
    }
    return count;
  }

  it('allows the configured number of failed attempts, and again a minute after the last one', () => {
    expect(passed('192.0.2.1')).toBe(3);
    jest.advanceTimersByTime(59_999);
    expect(passed('192.0.2.1')).toBe(0);
    jest.advanceTimersByTime(1);
    expect(passed('192.0.2.1')).toBe(3);
  });

  it('returns the time until the next attempt', () => {
    passed('192.0.2.1');
    jest.advanceTimersByTime(5_000);

    expect(limit.state({ address: '192.0.2.1', client: 'oauth:flows' })).toEqual({
      kind: 'used-up',
      retryAfterMs: 55_000,
    });
  });

  it('does not count successful attempts', () => {
    expect(passed('192.0.2.1', 'oauth:flows', true)).toBe(10);
    expect(limit.wrongTries({ address: '192.0.2.1', client: 'oauth:flows' })).toBe(0);
  });

  it('counts the failed attempts of an address for all clients together', () => {
    expect(passed('192.0.2.1', 'oauth:one')).toBe(3);
    expect(passed('192.0.2.1', 'oauth:two')).toBe(0);
  });

  it('limits an address that signed in recently only by its own attempts', () => {
    passed('192.0.2.1', 'oauth:flows', true);
    for (let guesser = 10; guesser < 250; guesser += 1) passed(`192.0.2.${guesser}`);
    passed('192.0.2.1', 'oauth:another');

    expect(passed('192.0.2.1', 'oauth:flows', true)).toBe(10);
    expect(passed('192.0.2.1', 'oauth:flows')).toBe(3);
  });

  it('allows the first attempt of an address for a client despite failed attempts of ten others', () => {
    for (let guesser = 10; guesser < 20; guesser += 1) passed(`192.0.2.${guesser}`);

    expect(passed('192.0.2.1', 'oauth:flows', true)).toBe(10);
  });

  it('limits the repeated attempts of all addresses for one client together', () => {
    const limited = new SignInRateLimit({ ...new AuthConfig(), attemptsPerMinute: 20 });
    let wrong = 0;
    for (let round = 0; round < 20; round += 1)
      for (let guesser = 10; guesser < 20; guesser += 1) {
        const attempt = { address: `192.0.2.${guesser}`, client: 'oauth:flows' };
        if (limited.state(attempt).kind !== 'free') continue;
        limited.begin(attempt)(false);
        wrong += 1;
      }

    expect(wrong).toBe(20);
  });

  it('delays an attempt while the attempts in progress would reach the limit if all of them failed', () => {
    const attempt = { address: '192.0.2.1', client: 'oauth:flows' };
    const ends = [limit.begin(attempt), limit.begin(attempt), limit.begin(attempt)];
    expect(limit.state(attempt).kind).toBe('busy');
    ends[0]?.(true);
    expect(limit.state(attempt).kind).toBe('free');
  });

  it('counts an IPv6 network as one address, and all notations of an IPv4 address as one', () => {
    passed('2001:db8:1:2::1', 'oauth:a');
    passed('192.0.2.1', 'oauth:b');

    expect(passed('2001:db8:1:2:ffff::2', 'oauth:a')).toBe(0);
    expect(passed('2001:db8:1:3::1', 'oauth:c')).toBe(3);
    expect(passed('::ffff:192.0.2.1', 'oauth:b')).toBe(0);
  });
});
