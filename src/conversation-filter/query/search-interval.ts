import { hours } from '../../time/durations.js';
import { BoundAtom } from '../formula/formula.js';
import { InvalidFilter } from '../language/invalid-filter.js';

/** Range of conversation starts: includes `fromMs`, excludes `toMs`; epoch milliseconds. */
export interface SearchInterval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Length of the interval for a filter without time bounds. */
const DEFAULT_SPAN_MS = hours(24);

export interface IntervalOptions {
  readonly nowMs: number;
  /** Length of an interval that has an upper bound only. */
  readonly maxSpanMs: number;
}

/**
 * Returns the intersection of all bounds. The interval ends now at the latest.
 *
 * @throws InvalidFilter if the interval is empty
 */
export function intersect(bounds: readonly BoundAtom[], { nowMs, maxSpanMs }: IntervalOptions): SearchInterval {
  const from = tightest(bounds.filter(({ side }) => side === 'from').sort((a, b) => b.epochMs - a.epochMs));
  const to = tightest(bounds.filter(({ side }) => side === 'to').sort((a, b) => a.epochMs - b.epochMs));
  const toMs = Math.min(nowMs, to?.epochMs ?? nowMs);
  if (!from) return { fromMs: toMs - (to ? maxSpanMs : DEFAULT_SPAN_MS), toMs };
  if (from.epochMs >= nowMs) throw new InvalidFilter('the start of the interval is in the future', from.at);
  if (to && from.epochMs >= to.epochMs) {
    throw new InvalidFilter('the interval is empty: its start is not before its end', Math.max(from.at, to.at));
  }
  return { fromMs: from.epochMs, toMs };
}

const tightest = ([first]: readonly BoundAtom[]): BoundAtom | undefined => first;

/** Formats an interval for the API: two ISO 8601 instants separated by a slash. */
export const formatInterval = ({ fromMs, toMs }: SearchInterval): string =>
  `${new Date(fromMs).toISOString()}/${new Date(toMs).toISOString()}`;

/** Splits an interval into windows of at most `maxSpanMs`, newest first. */
export function* windowsOf({ fromMs, toMs }: SearchInterval, maxSpanMs: number): Generator<SearchInterval> {
  for (let endMs = toMs; endMs > fromMs; endMs -= maxSpanMs) {
    yield { fromMs: Math.max(fromMs, endMs - maxSpanMs), toMs: endMs };
  }
}
