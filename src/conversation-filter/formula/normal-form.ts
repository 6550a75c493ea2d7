import { Formula, isJoin, PredicateAtom } from './formula.js';

/** Normal form: AND joins the atoms of a row and OR joins the rows, or the reverse. */
export type Rows = readonly (readonly PredicateAtom[])[];

/** Maximum number of predicates of a query. */
export const MAX_PREDICATES = 500;

/**
 * Converts a formula to two levels: rows joined by `outer`, atoms of a row joined by the other operator.
 *
 * @returns undefined if the result has more than `MAX_PREDICATES` predicates. Each level of the formula may double their
 * number
 */
export function normalForm(formula: Formula<PredicateAtom>, outer: 'and' | 'or'): Rows | undefined {
  if (!isJoin(formula)) return [[formula]];
  let rows: Rows = formula.kind === outer ? [] : [[]];
  for (const part of formula.parts) {
    const more = normalForm(part, outer);
    if (!more) return undefined;
    const next = formula.kind === outer ? [...rows, ...more] : multiply(rows, more);
    if (!next || sizeOf(next) > MAX_PREDICATES) return undefined;
    rows = next;
  }
  return distinct(rows, (row) => row.map(keyOf).sort().join('\n'));
}

export const sizeOf = (rows: Rows): number => rows.reduce((size, row) => size + row.length, 0);

function multiply(rows: Rows, more: Rows): Rows | undefined {
  // The product contains duplicates, which distinct() removes later. Therefore this limit is four times the maximum.
  if (sizeOf(rows) * more.length + sizeOf(more) * rows.length > 4 * MAX_PREDICATES) return undefined;
  return rows.flatMap((row) => more.map((other) => distinct([...row, ...other], keyOf)));
}

const keyOf = ({ predicate: { dimension, operator, value = '' } }: PredicateAtom): string =>
  `${dimension} ${operator} ${value}`;

function distinct<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
