import { isWorthNoting, readJson } from '../../json/ready-json.js';

/**
 * A cached output. Instants are milliseconds since 1970 by the clock of the process that holds it: fresh, then stale while a
 * new output is loaded, then stale only if the upstream fails, then expired.
 */
export interface CacheEntry {
  /** The data as JSON. Its value may take twenty times as much memory. */
  readonly text: string;
  /** Whether a response reuses the text. Otherwise it gets a new one from the value, which is faster for a small text. */
  readonly isTextReused: boolean;
  readonly storedAtMs: number;
  readonly freshUntilMs: number;
  readonly revalidateUntilMs: number;
  readonly staleUntilMs: number;
}

/** An entry in the shared tier. Its field names are a storage format. */
export type SharedEntry = Omit<CacheEntry, 'isTextReused'>;

/** An entry from a clock that is further ahead than this is ignored. */
const MAX_CLOCK_SKEW_MS = 5_000;

/** Tolerance for the time between two replies of the store. */
const ROUNDING_MS = 1_000;

export const shareable = ({ isTextReused: _, ...shared }: CacheEntry): SharedEntry => shared;

/** Returns the data of an entry. Each caller gets its own copy, which it may change. */
export const dataOf = ({ text, isTextReused }: CacheEntry): unknown => readJson(text, isTextReused);

/** Reads an entry from the shared tier; undefined if it is damaged or foreign, or if its data is invalid. */
export function readEntry(shared: unknown, isValid: (data: unknown) => boolean = () => true): CacheEntry | undefined {
  if (typeof shared !== 'object' || shared === null) return undefined;
  const { text, storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs } = shared as SharedEntry;
  const instants = [storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs];
  if (typeof text !== 'string' || !instants.every(Number.isFinite) || !isAscending(instants)) return undefined;
  try {
    const data: unknown = JSON.parse(text);
    if (!isValid(data)) return undefined;
    return { text, isTextReused: isWorthNoting(data, text), storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs };
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
