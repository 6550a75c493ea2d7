import { hours } from '../durations.js';
import { AnalyticsFilters, analyticsFilters } from './analytics-filters.js';
import { Atom, BoundAtom, Formula, isJoin, PredicateAtom, atomsOf } from './formula.js';
import { InvalidFilter } from './invalid-filter.js';
import { parseFilter } from './parse-filter.js';
import { intersect, SearchInterval } from './search-interval.js';
import { resolveFilter } from './resolve-filter.js';

/** What the platform is to be asked for one filter, in as many queries as the interval takes. */
export interface ConversationSearch extends AnalyticsFilters {
  readonly interval: SearchInterval;
  /** The longest interval that one query may have: milliseconds. */
  readonly maxSpanMs: number;
}

export interface SearchOptions {
  /** The instant that `now` stands for: epoch milliseconds. */
  readonly nowMs: number;
  /** The longest interval that one query may have. */
  readonly maxDays: number;
}

/** A query that asks for everything may not reach farther (Genesys, Analytics detail queries, "Interval"). */
const MAX_UNFILTERED_DAYS = 7;

/** Makes the text of a conversation filter a search. @throws InvalidFilter */
export function conversationSearch(text: string, { nowMs, maxDays }: SearchOptions): ConversationSearch {
  const conditions = conjunctsOf(resolveFilter(parseFilter(text), nowMs));
  const bounds = conditions.filter((condition) => condition.kind === 'bound');
  const filters = analyticsFilters(conditions.filter((condition) => condition.kind !== 'bound').map(withoutBounds));
  const isFiltered = filters.segmentFilters.length + filters.conversationFilters.length > 0;
  const maxSpanMs = hours(24 * (isFiltered ? maxDays : Math.min(maxDays, MAX_UNFILTERED_DAYS)));
  return { ...filters, interval: intersect(bounds, { nowMs, maxSpanMs }), maxSpanMs };
}

/** What must all hold, at the top. */
const conjunctsOf = (formula: Formula): readonly Formula[] =>
  isJoin(formula) && formula.kind === 'and' ? formula.parts.flatMap(conjunctsOf) : [formula];

/** @throws InvalidFilter for a bound that is an alternative: a query has one interval */
function withoutBounds(condition: Formula): Formula<PredicateAtom> {
  const isBound = (atom: Atom): atom is BoundAtom => atom.kind === 'bound';
  const bound = [...atomsOf(condition)].find(isBound);
  if (bound) throw new InvalidFilter('a time can only be joined to the rest by AND', bound.at);
  return condition as Formula<PredicateAtom>;
}
