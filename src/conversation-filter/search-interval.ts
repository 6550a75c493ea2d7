import { hours } from '../durations.js';
import { BoundAtom } from './formula.js';
import { InvalidFilter } from './invalid-filter.js';

/** The time in which the conversations that are searched for began: from `fromMs` on, before `toMs`; epoch milliseconds. */
export interface SearchInterval {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where a filter says nothing of time. */
const DEFAULT_SPAN_MS = hours(24);

export interface IntervalOptions {
  readonly nowMs: number;
  /** How far back to look from an upper bound that stands alone. */
  readonly maxSpanMs: number;
}

/**
 * The time that all bounds allow. Nothing begins in the future, so that it ends now at the latest.
 *
 * @throws InvalidFilter where they allow none
 */
export function intersect(bounds: readonly BoundAtom[], { nowMs, maxSpanMs }: IntervalOptions): SearchInterval {
  const from = tightest(bounds.filter(({ side }) => side === 'from').sort((a, b) => b.epochMs - a.epochMs));
  const to = tightest(bounds.filter(({ side }) => side === 'to').sort((a, b) => a.epochMs - b.epochMs));
  const toMs = Math.min(nowMs, to?.epochMs ?? nowMs);
  if (!from) return { fromMs: toMs - (to ? maxSpanMs : DEFAULT_SPAN_MS), toMs };
  if (from.epochMs >= nowMs) throw new InvalidFilter('nothing has begun so late: this is in the future', from.at);
  if (to && from.epochMs >= to.epochMs) {
    throw new InvalidFilter('no time is left between the bounds', Math.max(from.at, to.at));
  }
  return { fromMs: from.epochMs, toMs };
}

const tightest = ([first]: readonly BoundAtom[]): BoundAtom | undefined => first;

/** An interval as the API writes it: two instants with a slash between them (ISO 8601). */
export const formatInterval = ({ fromMs, toMs }: SearchInterval): string =>
  `${new Date(fromMs).toISOString()}/${new Date(toMs).toISOString()}`;

/** An interval in pieces of `maxSpanMs` at most, the newest first. */
export function* windowsOf({ fromMs, toMs }: SearchInterval, maxSpanMs: number): Generator<SearchInterval> {
  for (let endMs = toMs; endMs > fromMs; endMs -= maxSpanMs) {
    yield { fromMs: Math.max(fromMs, endMs - maxSpanMs), toMs: endMs };
  }
}
