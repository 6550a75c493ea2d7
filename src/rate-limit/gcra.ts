import { minutes } from '../durations.js';
import { RateLimitConfig } from './rate-limit.config.js';

/** How fast one client may call. */
export interface RateLimitParameters {
  /** From one call to the next, in the long run. */
  readonly intervalMs: number;
  /** Calls that may come at once after a rest. */
  readonly burst: number;
}

/** What a client's next call may do: go on, or come back later. */
export type Admission = { readonly kind: 'admitted'; readonly theoreticalArrivalMs: number } | Refusal;
interface Refusal {
  readonly kind: 'refused';
  readonly waitMs: number;
}

export function rateLimitParameters({ perMinute, burst }: RateLimitConfig): RateLimitParameters | undefined {
  return perMinute === undefined ? undefined : { intervalMs: minutes(1) / perMinute, burst: burst ?? perMinute };
}

/**
 * One step of the generic cell rate algorithm (ITU-T I.371): each call pays for one interval of time, and a client may be
 * ahead of the clock by as much as its burst costs. One number a client is all that has to be remembered.
 *
 * @param theoreticalArrivalMs what the client's calls so far have paid for; absent where it has rested
 */
export function admit(
  theoreticalArrivalMs: number | undefined,
  nowMs: number,
  { intervalMs, burst }: RateLimitParameters,
): Admission {
  const nextMs = Math.max(theoreticalArrivalMs ?? nowMs, nowMs) + intervalMs;
  const waitMs = nextMs - burst * intervalMs - nowMs;
  return waitMs > 0 ? { kind: 'refused', waitMs } : { kind: 'admitted', theoreticalArrivalMs: nextMs };
}
