import { parseHttpDate } from './http-date.js';

/** Whoever says more, says "never": RFC 9111 §1.2.2 reads any larger number of seconds as this one. */
const MOST_SECONDS = 2_147_483_648;

/**
 * Reads how long an upstream wants to be left alone: `Retry-After` as seconds or as an HTTP date (RFC 9110 §10.2.3).
 *
 * @param nowEpochMs the wall clock, which a date is compared with
 * @returns milliseconds, 0 for a date that has passed; undefined without a header, or with one that is neither form
 */
export function parseRetryAfterMs(header: string | undefined, nowEpochMs: number): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value), MOST_SECONDS) * 1000;
  const dateEpochMs = parseHttpDate(value, nowEpochMs);
  return dateEpochMs === undefined ? undefined : Math.max(0, dateEpochMs - nowEpochMs);
}
