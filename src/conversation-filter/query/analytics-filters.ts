import { AnalyticsFilter } from '../formula/analytics-query.js';
import { atomsOf, Formula, isJoin, PredicateAtom } from '../formula/formula.js';
import { InvalidFilter } from '../language/invalid-filter.js';
import { MAX_PREDICATES, normalForm, Rows, sizeOf } from '../formula/normal-form.js';

type Condition = Formula<PredicateAtom>;

/** Filters of a query, joined by AND. All segment filters apply to the same segment. */
export interface AnalyticsFilters {
  readonly segmentFilters: readonly AnalyticsFilter[];
  readonly conversationFilters: readonly AnalyticsFilter[];
}

/**
 * Converts conditions, joined by AND, to the two kinds of filter of the API.
 *
 * @throws InvalidFilter if an OR combines a conversation dimension with a segment dimension: the API joins its two kinds of
 *   filter by AND only
 * @throws InvalidFilter if the filters need more than `MAX_PREDICATES`
 */
export function analyticsFilters(conditions: readonly Condition[]): AnalyticsFilters {
  const singleLevel = conditions.flatMap((condition) => (levelOf(condition) ? [condition] : splitByLevel(condition)));
  const ofLevel = (level: string): AnalyticsFilter[] => {
    const parts = singleLevel.filter((condition) => levelOf(condition) === level);
    return parts.length === 0 ? [] : [filterOf({ kind: 'and', parts })];
  };
  return { segmentFilters: ofLevel('segment'), conversationFilters: ofLevel('conversation') };
}

/** Returns the level of a condition, or undefined if it contains both levels. */
function levelOf(condition: Condition): string | undefined {
  const levels = new Set([...atomsOf(condition)].map(({ level }) => level));
  return levels.size === 1 ? [...levels][0] : undefined;
}

/** Splits a condition that contains both levels into conditions of one level each, joined by AND. */
function splitByLevel(condition: Condition): Condition[] {
  const rows = normalForm(condition, 'and');
  if (!rows) throw tooComplex(condition);
  return rows.map((row) => {
    const [first] = row;
    const other = row.find(({ level }) => level !== first?.level);
    if (other) {
      const { dimension } = other.predicate;
      throw new InvalidFilter(
        `${dimension} belongs to ${OWNER[other.level]} and cannot be joined by OR to ${first?.predicate.dimension}`,
        other.at,
      );
    }
    return { kind: 'or', parts: row };
  });
}

const OWNER = { conversation: 'the conversation', segment: 'a segment' } as const;

function filterOf(condition: Condition): AnalyticsFilter {
  const all = normalForm(condition, 'and');
  const any = normalForm(condition, 'or');
  if (all && (!any || sizeOf(all) <= sizeOf(any))) return toFilter(all, 'and', 'or');
  if (any) return toFilter(any, 'or', 'and');
  throw tooComplex(condition);
}

function toFilter(rows: Rows, outer: 'and' | 'or', inner: 'and' | 'or'): AnalyticsFilter {
  const predicatesOf = (row: Rows[number]) => row.map(({ predicate }) => predicate);
  const [only] = rows;
  if (rows.length === 1 && only && only.length > 1) return { type: inner, predicates: predicatesOf(only) };
  const single = rows.filter((row) => row.length === 1).flatMap(predicatesOf);
  const clauses = rows.filter((row) => row.length > 1).map((row) => ({ type: inner, predicates: predicatesOf(row) }));
  return {
    type: outer,
    ...(single.length > 0 && { predicates: single }),
    ...(clauses.length > 0 && { clauses }),
  };
}

function tooComplex(condition: Condition): InvalidFilter {
  const widest = isJoin(condition) && condition.kind === 'and' ? condition.parts.find(isJoin) : condition;
  const [first] = atomsOf(widest ?? condition);
  return new InvalidFilter(
    `too complex: the platform's two levels of AND and OR would need more than ${MAX_PREDICATES} conditions`,
    first?.at ?? 0,
  );
}
