import { hours } from '../time/durations.js';
import { AnalyticsFilters, analyticsFilters } from './query/analytics-filters.js';
import { Atom, BoundAtom, Formula, isJoin, PredicateAtom, atomsOf } from './formula/formula.js';
import { InvalidFilter } from './language/invalid-filter.js';
import { parseFilter } from './language/parse-filter.js';
import { intersect, SearchInterval } from './query/search-interval.js';
import { resolveFilter } from './formula/resolve-filter.js';

/** Filters and interval of a search. An interval longer than `maxSpanMs` needs several queries. */
export interface ConversationSearch extends AnalyticsFilters {
  readonly interval: SearchInterval;
  /** Longest interval of one query. */
  readonly maxSpanMs: number;
}

export interface SearchOptions {
  /** Value of `now` in the filter: epoch milliseconds. */
  readonly nowMs: number;
  /** Longest interval of one query. */
  readonly maxDays: number;
}

/** Longest interval of a query without filters (Genesys, Analytics detail queries, "Interval"). */
const MAX_UNFILTERED_DAYS = 7;

/** Converts a filter expression to a search. @throws InvalidFilter */
export function conversationSearch(text: string, { nowMs, maxDays }: SearchOptions): ConversationSearch {
  const conditions = conjunctsOf(resolveFilter(parseFilter(text), nowMs));
  const bounds = conditions.filter((condition) => condition.kind === 'bound');
  const filters = analyticsFilters(conditions.filter((condition) => condition.kind !== 'bound').map(withoutBounds));
  const isFiltered = filters.segmentFilters.length + filters.conversationFilters.length > 0;
  const maxSpanMs = hours(24 * (isFiltered ? maxDays : Math.min(maxDays, MAX_UNFILTERED_DAYS)));
  return { ...filters, interval: intersect(bounds, { nowMs, maxSpanMs }), maxSpanMs };
}

/** Returns the operands of the top-level AND. */
const conjunctsOf = (formula: Formula): readonly Formula[] =>
  isJoin(formula) && formula.kind === 'and' ? formula.parts.flatMap(conjunctsOf) : [formula];

/** Returns the condition unchanged. @throws InvalidFilter for a time bound below an OR, because a query has only one interval */
function withoutBounds(condition: Formula): Formula<PredicateAtom> {
  const isBound = (atom: Atom): atom is BoundAtom => atom.kind === 'bound';
  const bound = [...atomsOf(condition)].find(isBound);
  if (bound) throw new InvalidFilter('a time can only be combined with the other conditions by AND', bound.at);
  return condition as Formula<PredicateAtom>;
}
