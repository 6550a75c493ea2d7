import { seconds } from '../../../durations.js';
import { Clock, monotonicClock } from '../../../resilience/deadline/clock.js';

/** For longer the platform is not taken at its word: one wrong answer would silence us until a restart. */
const LONGEST_SILENCE_MS = seconds(180);

/** The part of an answer that tells how fast we may ask. */
interface PacedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What `Retry-After` asks for. */
  readonly retryAfterMs?: number;
}

/** A time during which nothing is sent. */
interface Cooldown {
  readonly untilMs: number;
  /** Not later than `untilMs`. */
  readonly askAgainAtMs: number;
}

/** What a token may still ask before its minute is over. */
interface Allowance {
  readonly token: string;
  readonly allowed: number;
  readonly window: Cooldown;
  left: number;
}

/**
 * Keeps to the rate that the platform allows, so that a call which would be refused is not sent at all.
 *
 * `inin-ratelimit-*` tell what one token has left of its minute, whatever it asks; a 429 with `Retry-After` silences the
 * operation that it came for, since some operations have limits of their own.
 */
export class GenesysRateLimits {
  private allowance: Allowance | undefined;
  private readonly cooldowns = new Map<string, Cooldown>();

  constructor(private readonly clock: Clock = monotonicClock) {}

  /** How long that operation has to wait with that token: milliseconds, 0 where it may be sent now. */
  waitMs(operation: string, token: string): number {
    const { allowance } = this;
    const isSpent = allowance?.token === token && allowance.left <= 0;
    return Math.max(this.leftOf(this.cooldowns.get(operation)), isSpent ? this.leftOf(allowance.window) : 0);
  }

  /** Counts a call that is about to be sent; the platform's own count comes with its answer. */
  take(token: string): void {
    if (this.allowance?.token === token) this.allowance.left -= 1;
  }

  /** Takes from an answer what it says of our rate. */
  learn(operation: string, token: string, { status, headers, retryAfterMs }: PacedAnswer): void {
    if (status === 429 && retryAfterMs !== undefined) this.cooldowns.set(operation, this.startCooldown(retryAfterMs));
    const usage = readUsage(headers);
    if (!usage) return;
    const { allowed, count, resetMs } = usage;
    const known = this.allowance;
    const isSameWindow = known?.token === token && known.allowed === allowed && this.clock() < known.window.untilMs;
    // Answers overtake each other, and calls are under way that they do not count.
    if (isSameWindow) known.left = Math.min(known.left, allowed - count);
    else this.allowance = { token, allowed, left: allowed - count, window: this.startCooldown(resetMs) };
  }

  private startCooldown(lengthMs: number): Cooldown {
    const nowMs = this.clock();
    return { untilMs: nowMs + lengthMs, askAgainAtMs: nowMs + Math.min(lengthMs, LONGEST_SILENCE_MS) };
  }

  private leftOf(silence: Cooldown | undefined): number {
    const nowMs = this.clock();
    return silence && nowMs < silence.askAgainAtMs ? silence.untilMs - nowMs : 0;
  }
}

/** The platform's count of a token's calls in this minute, if the answer has one. */
export function readUsage(
  headers: Readonly<Record<string, string>>,
): { count: number; allowed: number; resetMs: number } | undefined {
  const [count, allowed, resetSeconds] = ['count', 'allowed', 'reset'].map((name) =>
    Number(headers[`inin-ratelimit-${name}`] ?? NaN),
  ) as [number, number, number];
  if (!(count >= 0 && allowed > 0 && resetSeconds >= 0)) return undefined;
  return { count, allowed, resetMs: seconds(resetSeconds) };
}
