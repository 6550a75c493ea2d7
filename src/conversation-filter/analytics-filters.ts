import { AnalyticsFilter } from './analytics-query.js';
import { atomsOf, Formula, isJoin, PredicateAtom } from './formula.js';
import { InvalidFilter } from './invalid-filter.js';
import { MAX_PREDICATES, normalForm, Rows, sizeOf } from './normal-form.js';

type Condition = Formula<PredicateAtom>;

/** The filters of a query: all of them must hold, those on segments of one and the same segment. */
export interface AnalyticsFilters {
  readonly segmentFilters: readonly AnalyticsFilter[];
  readonly conversationFilters: readonly AnalyticsFilter[];
}

/**
 * Writes conditions that must all hold as the two kinds of filter that the API has.
 *
 * @throws InvalidFilter where one alternative is about the conversation and the other about a segment: the API joins its
 * two kinds of filter by AND alone
 */
export function analyticsFilters(conditions: readonly Condition[]): AnalyticsFilters {
  const pure = conditions.flatMap((condition) => (levelOf(condition) ? [condition] : taken(condition)));
  const ofLevel = (level: string): AnalyticsFilter[] => {
    const parts = pure.filter((condition) => levelOf(condition) === level);
    return parts.length === 0 ? [] : [filterOf({ kind: 'and', parts })];
  };
  return { segmentFilters: ofLevel('segment'), conversationFilters: ofLevel('conversation') };
}

/** The level that all of a condition is on; undefined where there are both. */
function levelOf(condition: Condition): string | undefined {
  const levels = new Set([...atomsOf(condition)].map(({ level }) => level));
  return levels.size === 1 ? [...levels][0] : undefined;
}

/** A condition on both levels in parts that must all hold and are on one level each. */
function taken(condition: Condition): Condition[] {
  const rows = normalForm(condition, 'and');
  if (!rows) throw tooComplex(condition);
  return rows.map((row) => {
    const [first] = row;
    const stranger = row.find(({ level }) => level !== first?.level);
    if (stranger) {
      const { dimension } = stranger.predicate;
      throw new InvalidFilter(
        `${dimension} is of ${OWNER[stranger.level]} and cannot be an alternative to ${first?.predicate.dimension}`,
        stranger.at,
      );
    }
    return { kind: 'or', parts: row };
  });
}

const OWNER = { conversation: 'the whole conversation', segment: 'one segment' } as const;

function filterOf(condition: Condition): AnalyticsFilter {
  const all = normalForm(condition, 'and');
  const any = normalForm(condition, 'or');
  if (all && (!any || sizeOf(all) <= sizeOf(any))) return written(all, 'and', 'or');
  if (any) return written(any, 'or', 'and');
  throw tooComplex(condition);
}

function written(rows: Rows, outer: 'and' | 'or', inner: 'and' | 'or'): AnalyticsFilter {
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
    `in the two levels of AND and OR that the platform has, this takes more than ${MAX_PREDICATES} conditions`,
    first?.at ?? 0,
  );
}
