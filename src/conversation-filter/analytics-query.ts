/**
 * What the platform can ask of one segment or of one conversation (`POST /api/v2/analytics/conversations/details/query`).
 * It knows no "not equal".
 */
export interface Predicate {
  readonly type: 'dimension';
  readonly dimension: string;
  readonly operator: 'matches' | 'exists' | 'notExists';
  /** With `matches` alone. */
  readonly value?: string;
}

/** Predicates joined. */
export interface Clause {
  readonly type: 'and' | 'or';
  readonly predicates: readonly Predicate[];
}

/** Predicates and clauses joined: the two levels that the API has, and no third. */
export interface AnalyticsFilter {
  readonly type: 'and' | 'or';
  readonly predicates?: readonly Predicate[];
  readonly clauses?: readonly Clause[];
}
