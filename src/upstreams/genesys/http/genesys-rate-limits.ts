import { seconds } from '../../../time/durations.js';
import { Clock, monotonicClock } from '../../../resilience/deadline/clock.js';

/** Upper limit of a cooldown. One wrong response could otherwise stop all requests until a restart. */
const MAX_COOLDOWN_MS = seconds(180);

/** The part of a response that concerns rate limits. */
interface LimitedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Value of `Retry-After`. */
  readonly retryAfterMs?: number;
}

/** A time in which nothing is sent. */
interface Cooldown {
  readonly untilMs: number;
  /** Time from which requests are sent again. Earlier than `untilMs` if the cooldown exceeds `MAX_COOLDOWN_MS`. */
  readonly retryAtMs: number;
}

/** Number of requests that a token may still send in the current minute. */
interface Allowance {
  readonly token: string;
  readonly allowed: number;
  readonly window: Cooldown;
  left: number;
}

/**
 * Follows the rate limits of the platform: does not send a request that would be rejected.
 *
 * The headers `inin-ratelimit-*` count the requests of one token in its minute. A 429 with `Retry-After` pauses only its
 * operation, because some operations have limits of their own.
 */
export class GenesysRateLimits {
  private allowance: Allowance | undefined;
  private readonly cooldowns = new Map<string, Cooldown>();

  constructor(private readonly clock: Clock = monotonicClock) {}

  /** Returns the wait of an operation with a token in milliseconds; 0 if it may be sent now. */
  waitMs(operation: string, token: string): number {
    const { allowance } = this;
    const isSpent = allowance?.token === token && allowance.left <= 0;
    return Math.max(this.leftOf(this.cooldowns.get(operation)), isSpent ? this.leftOf(allowance.window) : 0);
  }

  /** Counts a request that is about to be sent. The platform's own count arrives with its response. */
  take(token: string): void {
    if (this.allowance?.token === token) this.allowance.left -= 1;
  }

  /** Reads the rate limits in a response. */
  learn(operation: string, token: string, { status, headers, retryAfterMs }: LimitedResponse): void {
    if (status === 429 && retryAfterMs !== undefined) this.cooldowns.set(operation, this.startCooldown(retryAfterMs));
    const usage = readUsage(headers);
    if (!usage) return;
    const { allowed, count, resetMs } = usage;
    const known = this.allowance;
    const isSameWindow = known?.token === token && known.allowed === allowed && this.clock() < known.window.untilMs;
    // The lower number applies: responses can arrive out of order, and do not count the requests in flight.
    if (isSameWindow) known.left = Math.min(known.left, allowed - count);
    else this.allowance = { token, allowed, left: allowed - count, window: this.startCooldown(resetMs) };
  }

  private startCooldown(lengthMs: number): Cooldown {
    const nowMs = this.clock();
    return { untilMs: nowMs + lengthMs, retryAtMs: nowMs + Math.min(lengthMs, MAX_COOLDOWN_MS) };
  }

  private leftOf(cooldown: Cooldown | undefined): number {
    const nowMs = this.clock();
    return cooldown && nowMs < cooldown.retryAtMs ? cooldown.untilMs - nowMs : 0;
  }
}

/** Returns the platform's count of a token's requests in this minute, if the response has one. */
export function readUsage(
  headers: Readonly<Record<string, string>>,
): { count: number; allowed: number; resetMs: number } | undefined {
  const [count, allowed, resetSeconds] = ['count', 'allowed', 'reset'].map((name) =>
    Number(headers[`inin-ratelimit-${name}`] ?? NaN),
  ) as [number, number, number];
  if (!(count >= 0 && allowed > 0 && resetSeconds >= 0)) return undefined;
  return { count, allowed, resetMs: seconds(resetSeconds) };
}
