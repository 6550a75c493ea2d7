import { minutes } from '../time/durations.js';
import { RateLimitConfig } from './rate-limit.config.js';

export interface RateLimitParameters {
  /** Average time between calls. */
  readonly intervalMs: number;
  /** Number of calls that an idle client may send at once. */
  readonly burst: number;
}

export type RateLimitDecision = { readonly kind: 'admitted'; readonly theoreticalArrivalMs: number } | Rejected;
interface Rejected {
  readonly kind: 'rejected';
  readonly waitMs: number;
}

export function rateLimitParameters({ perMinute, burst }: RateLimitConfig): RateLimitParameters | undefined {
  return perMinute === undefined ? undefined : { intervalMs: minutes(1) / perMinute, burst: burst ?? perMinute };
}

/**
 * Admits or rejects one call by the generic cell rate algorithm (ITU-T I.371): each call moves the client's theoretical
 * arrival time by one interval. This time may be ahead of the clock by at most `burst` intervals.
 *
 * @param theoreticalArrivalMs undefined for an idle client
 */
export function decide(
  theoreticalArrivalMs: number | undefined,
  nowMs: number,
  { intervalMs, burst }: RateLimitParameters,
): RateLimitDecision {
  const nextMs = Math.max(theoreticalArrivalMs ?? nowMs, nowMs) + intervalMs;
  const waitMs = nextMs - burst * intervalMs - nowMs;
  return waitMs > 0 ? { kind: 'rejected', waitMs } : { kind: 'admitted', theoreticalArrivalMs: nextMs };
}
