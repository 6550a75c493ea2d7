import { parseHttpDate } from './http-date.js';

/** Upper limit in seconds. RFC 9111 §1.2.2 treats any larger value as this one. */
const MOST_SECONDS = 2_147_483_648;

/**
 * Parses `Retry-After`: seconds or an HTTP date (RFC 9110 §10.2.3).
 *
 * @param nowEpochMs current time of the wall clock
 * @returns the wait in milliseconds, 0 for a past date; undefined if the header is absent or invalid
 */
export function parseRetryAfterMs(header: string | undefined, nowEpochMs: number): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value), MOST_SECONDS) * 1000;
  const dateEpochMs = parseHttpDate(value, nowEpochMs);
  return dateEpochMs === undefined ? undefined : Math.max(0, dateEpochMs - nowEpochMs);
}
