import { Predicate } from './analytics-query.js';
import { Level } from './dimensions.js';

/** Predicate of the API. `at` is the offset of its field in the text. */
export interface PredicateAtom {
  readonly kind: 'predicate';
  readonly level: Level;
  readonly predicate: Predicate;
  readonly at: number;
}

/** Lower (`from`) or upper (`to`) bound of the start of a conversation. */
export interface BoundAtom {
  readonly kind: 'bound';
  readonly side: 'from' | 'to';
  /** Lower bound: first instant of the range. Upper bound: first instant after the range. */
  readonly epochMs: number;
  readonly at: number;
}

export interface Join<A> {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Formula<A>[];
}

/** Filter with resolved names and values and without negations. */
export type Formula<A = PredicateAtom | BoundAtom> = A | Join<A>;

export type Atom = PredicateAtom | BoundAtom;

export const isJoin = <A extends Atom>(formula: Formula<A>): formula is Join<A> =>
  formula.kind === 'and' || formula.kind === 'or';

/** Yields the atoms of a formula from left to right. */
export function* atomsOf<A extends Atom>(formula: Formula<A>): Generator<A> {
  if (!isJoin(formula)) yield formula;
  else for (const part of formula.parts) yield* atomsOf(part);
}
