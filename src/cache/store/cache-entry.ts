/**
 * A cached output, as the shared tier stores it. At first it is fresh. Then it is served stale while a new output is
 * loaded, until `revalidateUntilMs`. Then it is served only if the upstream fails or is slow, until `staleUntilMs`.
 * Instants are milliseconds since 1970: by the writer's clock in the shared tier, by this process's clock after `rebase`.
 */
export interface CacheEntry {
  /** The output as JSON text. The parsed value may take twenty times as much memory. */
  readonly text: string;
  readonly storedAtMs: number;
  readonly freshUntilMs: number;
  readonly revalidateUntilMs: number;
  readonly staleUntilMs: number;
}

/** An entry is ignored if its writer's clock was further ahead than this. */
const MAX_CLOCK_SKEW_MS = 5_000;

/** Tolerance for the time between two replies of the store. */
const ROUNDING_MS = 1_000;

/**
 * Reads an entry from the shared tier. Returns undefined if it is damaged or was written by another program.
 *
 * @param isValid returns whether parsed JSON can be an output
 */
export function readEntry(shared: unknown, isValid: (data: unknown) => boolean = () => true): CacheEntry | undefined {
  if (typeof shared !== 'object' || shared === null) return undefined;
  const { text, storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs } = shared as CacheEntry;
  const instants = [storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs];
  if (typeof text !== 'string' || !instants.every(Number.isFinite) || !isAscending(instants)) return undefined;
  try {
    if (!isValid(JSON.parse(text))) return undefined;
    return { text, storedAtMs, freshUntilMs, revalidateUntilMs, staleUntilMs };
  } catch {
    return undefined;
  }
}

/**
 * Converts an entry to the clock of this process. Computes the age from the store's expiry, so the writer's clock does not
 * matter. Returns undefined if the entry is from the future.
 *
 * @param leftMs time until the store removes the entry
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

/** Returns a copy that is no longer fresh: it is served only if the upstream fails or is slow. */
export const expired = (entry: CacheEntry, nowMs: number): CacheEntry => ({
  ...entry,
  freshUntilMs: Math.min(entry.freshUntilMs, nowMs),
  revalidateUntilMs: Math.min(entry.revalidateUntilMs, nowMs),
});

const isAscending = (numbers: readonly number[]): boolean =>
  numbers.every((number, index) => index === 0 || number >= (numbers[index - 1] ?? number));
