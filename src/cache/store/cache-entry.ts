import { keepJson } from '../../json/json-text.js';

/**
 * An answer as it is kept. Its instants are milliseconds since 1970, as entries pass between processes: fresh, then stale while
 * a new answer is fetched, then stale only where the upstream fails, then gone.
 */
export interface CacheEntry {
  readonly data: unknown;
  /** The same as JSON. */
  readonly text: string;
  readonly storedAtMs: number;
  readonly freshUntilMs: number;
  readonly revalidateUntilMs: number;
  readonly staleUntilMs: number;
}

/** An entry as it is shared: what can be computed is left out. */
export type SharedEntry = Omit<CacheEntry, 'data'>;

const INSTANTS = ['storedAtMs', 'freshUntilMs', 'revalidateUntilMs', 'staleUntilMs'] as const;

export const shareable = ({ data: _, ...shared }: CacheEntry): SharedEntry => shared;

/** What a text holds. Nobody changes it, and who sends it on needs not make its JSON again. @throws SyntaxError */
export function dataOf(text: string): unknown {
  const data: unknown = JSON.parse(text);
  return typeof data === 'object' && data !== null ? keepJson(data, text) : data;
}

/** What was shared, as an entry again; undefined where it is damaged, or not ours. */
export function readEntry(shared: unknown): CacheEntry | undefined {
  if (typeof shared !== 'object' || shared === null) return undefined;
  const entry = shared as SharedEntry;
  if (typeof entry.text !== 'string' || !INSTANTS.every((name) => Number.isFinite(entry[name]))) return undefined;
  try {
    return { ...entry, data: dataOf(entry.text) };
  } catch {
    return undefined;
  }
}
