import type { FilterValue } from './filter-value.js';

/** The comparisons of a filter, by the way they are written. */
export const OPERATORS = [
  '>=', '<=', '==', '===', '!=', '!==', '<', '>', '=~',
  'NIN', 'IN', 'CONTAINS', 'ALL', 'SIZE', 'TYPE', 'MATCHES', 'EMPTY', 'SUBSETOF', 'ANYOF', 'NONEOF',
] as const; // prettier-ignore

export type Operator = (typeof OPERATORS)[number];

/** The condition of a filter. `exists` asks whether a path leads somewhere. */
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
