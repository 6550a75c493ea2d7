/** Field or value of a filter, without quotes and escapes. */
export interface Word {
  readonly text: string;
  /** Offset of its first character. */
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
  /** Never a negation: a double negation is removed. */
  readonly operand: FilterExpression;
}

export interface Junction {
  readonly kind: 'and' | 'or';
  /** At least two, none of the same kind: nested junctions of one kind are flattened. */
  readonly operands: readonly FilterExpression[];
}

/** Syntax tree of a conversation filter. Names and values are not resolved yet. */
export type FilterExpression = Comparison | Membership | Existence | Negation | Junction;

/** Joins expressions and flattens junctions of the same kind. Returns a single expression unchanged. */
export function join(kind: Junction['kind'], operands: readonly FilterExpression[]): FilterExpression {
  const flat = operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, operands: flat };
}

/** Negates an expression. Removes the negation of a negated one. */
export const negate = (operand: FilterExpression): FilterExpression =>
  operand.kind === 'not' ? operand.operand : { kind: 'not', operand };
