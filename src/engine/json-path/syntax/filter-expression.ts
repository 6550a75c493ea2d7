import type { FilterValue } from './filter-value.js';

/** The comparisons of a filter, by the way they are written. */
export const OPERATORS = [
  '>=',
  '<=',
  '==',
  '===',
  '!=',
  '!==',
  '<',
  '>',
  '=~',
  'NIN',
  'IN',
  'CONTAINS',
  'ALL',
  'SIZE',
  'TYPE',
  'MATCHES',
  'EMPTY',
  'SUBSETOF',
  'ANYOF',
  'NONEOF',
] as const;

export type Operator = (typeof OPERATORS)[number];

/** Condition of a filter. `exists`: a path exists. */
export type FilterExpression =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterExpression[] }
  | { readonly kind: 'not'; readonly operand: FilterExpression }
  | { readonly kind: 'exists'; readonly path: FilterValue & { kind: 'path' } }
  | {
      readonly kind: 'comparison';
      readonly left: FilterValue;
      readonly operator: Operator;
      readonly right: FilterValue;
    };
