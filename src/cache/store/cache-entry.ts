import { readJson } from '../../json/ready-json.js';

/**
 * A cached output. Instants are milliseconds since 1970 by the clock of the process that holds it: fresh, then stale while a
 * new output is loaded, then stale only if the upstream fails, then expired.
 */
export interface CacheEntry {
  readonly data: unknown;
  /** The data as JSON. */
  readonly text: string;
  readonly storedAtMs: number;
  readonly freshUntilMs: number;
  readonly revalidateUntilMs: number;
  readonly staleUntilMs: number;
}

/** An entry in the shared tier. Its field names are a storage format. */
export type SharedEntry = Omit<CacheEntry, 'data'>;

/** An entry from a clock that is further ahead than this is ignored. */
const MAX_CLOCK_SKEW_MS = 5_000;

/** Tolerance for the time between two replies of the store. */
const ROUNDING_MS = 1_000;

export const shareable = ({ data: _, ...shared }: CacheEntry): SharedEntry => shared;

/** Parses the JSON of an entry. Its value serves several calls. @throws SyntaxError */
export const dataOf = (text: string): unknown => readJson(text, true);

/** Reads an entry from the shared tier; undefined if it is damaged or foreign. */
export function readEntry(shared: unknown): CacheEntry | undefined {
  if (typeof shared !== 'object' || shared === null) return undefined;
  const { text, storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs } = shared as SharedEntry;
  const instants = [storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs];
  if (typeof text !== 'string' || !instants.every(Number.isFinite) || !isAscending(instants)) return undefined;
  try {
    return { data: dataOf(text), text, storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs };
  } catch {
    return undefined;
  }
}

/**
 * Converts an entry to our own clock. Its age follows from the store's expiry, so the clock of its writer does not matter.
 * Returns undefined if the entry is from the future.
 *
 * @param leftMs until the store removes it
 */
export function rebase(entry: CacheEntry, leftMs: number, nowMs: number): CacheEntry | undefined {
  const lifetimeMs = entry.staleUntilMs - entry.storedAtMs;
  if (leftMs > lifetimeMs + ROUNDING_MS || entry.storedAtMs > nowMs + MAX_CLOCK_SKEW_MS) return undefined;
  const shiftMs = nowMs - Math.max(0, lifetimeMs - leftMs) - entry.storedAtMs;
  return {
    ...entry,
    storedAtMs: entry.storedAtMs + shiftMs,
    freshUntilMs: entry.freshUntilMs + shiftMs,
    revalidateUntilMs: entry.revalidateUntilMs + shiftMs,
    staleUntilMs: entry.staleUntilMs + shiftMs,
  };
}

/** Returns the entry without its fresh time: it is served only if the upstream fails or is slow. */
export const expired = (entry: CacheEntry, nowMs: number): CacheEntry => ({
  ...entry,
  freshUntilMs: Math.min(entry.freshUntilMs, nowMs),
  revalidateUntilMs: Math.min(entry.revalidateUntilMs, nowMs),
});

const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? number));
