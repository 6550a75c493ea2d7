import { SignInRateLimit } from './sign-in-rate-limit.js';
import { AuthConfig } from '../access/auth.config.js';

describe('the limits of attempts', () => {
  let limits: SignInRateLimit;

  beforeEach(() => {
    jest.useFakeTimers();
    limits = new SignInRateLimit({ ...new AuthConfig(), attemptsPerMinute: 3 });
  });

  afterEach(() => jest.useRealTimers());

  /** How many of ten attempts are let through. */
  const passed = (attempt: () => void): number => {
    let count = 0;
    for (let index = 0; index < 10; index += 1) {
      try {
        attempt();
        count += 1;
      } catch {
        // Refused.
      }
    }
    return count;
  };

  it('let through so many at once, and as many again over a minute', () => {
    expect(passed(() => limits.takeForAddress('192.0.2.1'))).toBe(3);
    jest.advanceTimersByTime(19_999);
    expect(passed(() => limits.takeForAddress('192.0.2.1'))).toBe(0);
    jest.advanceTimersByTime(1);
    expect(passed(() => limits.takeForAddress('192.0.2.1'))).toBe(1);
    jest.advanceTimersByTime(600_000);
    expect(passed(() => limits.takeForAddress('192.0.2.1'))).toBe(3);
  });

  it('say when the next attempt will pass', () => {
    passed(() => limits.takeForClient('flows'));
    jest.advanceTimersByTime(5_000);

    const refusal = refusalOf(() => limits.takeForClient('flows'));
    expect(refusal).toMatchObject({ code: 'OVERLOADED', httpStatus: 429 });
    expect(refusal).toHaveProperty('retryAfterMs', expect.closeTo(15_000, 0));
  });

  it('count each address and each client for itself', () => {
    passed(() => limits.takeForAddress('192.0.2.1'));
    passed(() => limits.takeForClient('192.0.2.1'));

    expect(passed(() => limits.takeForAddress('192.0.2.2'))).toBe(3);
    expect(passed(() => limits.takeForClient('other'))).toBe(3);
  });

  it('count the addresses of one IPv6 network together, and IPv4 however it is written', () => {
    passed(() => limits.takeForAddress('2001:db8:1:2::1'));
    passed(() => limits.takeForAddress('192.0.2.1'));

    expect(passed(() => limits.takeForAddress('2001:db8:1:2:ffff::2'))).toBe(0);
    expect(passed(() => limits.takeForAddress('2001:db8:1:3::1'))).toBe(3);
    expect(passed(() => limits.takeForAddress('::ffff:192.0.2.1'))).toBe(0);
  });
});

function refusalOf(attempt: () => void): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}
