import { Predicate } from './analytics-query.js';
import { Level } from './dimensions.js';

/** One predicate of the API, and where in the text it comes from. */
export interface PredicateAtom {
  readonly kind: 'predicate';
  readonly level: Level;
  readonly predicate: Predicate;
  readonly at: number;
}

/** A bound on the instant at which a conversation began: it is no earlier than `fromMs`, or earlier than `toMs`. */
export interface BoundAtom {
  readonly kind: 'bound';
  readonly side: 'from' | 'to';
  /** Epoch milliseconds; the first that is within, or the first that is not. */
  readonly epochMs: number;
  readonly at: number;
}

export interface Join<A> {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Formula<A>[];
}

/** A filter whose names and values are understood and in which nothing is denied any more. */
export type Formula<A = PredicateAtom | BoundAtom> = A | Join<A>;

/** What a filter is made of. */
export type Atom = PredicateAtom | BoundAtom;

export const isJoin = <A extends Atom>(formula: Formula<A>): formula is Join<A> =>
  formula.kind === 'and' || formula.kind === 'or';

/** The atoms of a formula, from the left to the right. */
export function* atomsOf<A extends Atom>(formula: Formula<A>): Generator<A> {
  if (!isJoin(formula)) yield formula;
  else for (const part of formula.parts) yield* atomsOf(part);
}
