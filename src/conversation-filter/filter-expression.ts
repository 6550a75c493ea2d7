/** A piece of a filter's text as the author meant it, without quotes and escapes. */
export interface Word {
  readonly text: string;
  /** Where it begins: characters before it. */
  readonly at: number;
}

export type ComparisonOperator = '=' | '!=' | '>=' | '>' | '<=' | '<';

/** `queue.id = 'a'` */
export interface Comparison {
  readonly kind: 'comparison';
  readonly field: Word;
  readonly operator: ComparisonOperator;
  readonly value: Word;
}

/** `queue.id IN ('a', 'b')` */
export interface Membership {
  readonly kind: 'membership';
  readonly field: Word;
  readonly values: readonly Word[];
}

/** `wrapUpCode EXISTS` */
export interface Existence {
  readonly kind: 'existence';
  readonly field: Word;
}

export interface Negation {
  readonly kind: 'not';
  /** Never a negation itself: two of them are none. */
  readonly operand: FilterExpression;
}

export interface Junction {
  readonly kind: 'and' | 'or';
  /** Two or more, none of them of the same kind: these stand in one list. */
  readonly operands: readonly FilterExpression[];
}

/** A conversation filter as its author wrote it: the names and values are not understood yet. */
export type FilterExpression = Comparison | Membership | Existence | Negation | Junction;

/** Joins expressions; one alone stays as it is, and lists of the same kind become one. */
export function join(kind: Junction['kind'], operands: readonly FilterExpression[]): FilterExpression {
  const flat = operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, operands: flat };
}

/** Denies an expression; a denied one is freed. */
export const negate = (operand: FilterExpression): FilterExpression =>
  operand.kind === 'not' ? operand.operand : { kind: 'not', operand };
