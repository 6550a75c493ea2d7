/**
 * Predicate on a segment or a conversation (`POST /api/v2/analytics/conversations/details/query`). The API has no "not
 * equal".
 */
export interface Predicate {
  readonly type: 'dimension';
  readonly dimension: string;
  readonly operator: 'matches' | 'exists' | 'notExists';
  /** Only with `matches`. */
  readonly value?: string;
}

export interface Clause {
  readonly type: 'and' | 'or';
  readonly predicates: readonly Predicate[];
}

/** Predicates and clauses: the API has exactly these two levels. */
export interface AnalyticsFilter {
  readonly type: 'and' | 'or';
  readonly predicates?: readonly Predicate[];
  readonly clauses?: readonly Clause[];
}
