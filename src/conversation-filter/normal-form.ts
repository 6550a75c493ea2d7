import { Formula, isJoin, PredicateAtom } from './formula.js';

/** Atoms joined one way, in rows that are joined the other way. */
export type Rows = readonly (readonly PredicateAtom[])[];

/** As many predicates as a query may hold. */
export const MAX_PREDICATES = 500;

/**
 * Brings a formula into two levels: rows joined by `outer`, of atoms joined by the other word.
 *
 * @returns undefined where that takes more than `MAX_PREDICATES`: each level that is multiplied out may double it
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
  // What stands in both is counted twice here and goes afterwards; no more than that much room is given for it.
  if (sizeOf(rows) * more.length + sizeOf(more) * rows.length > 4 * MAX_PREDICATES) return undefined;
  return rows.flatMap((row) => more.map((other) => distinct([...row, ...other], keyOf)));
}

const keyOf = ({ predicate: { dimension, operator, value = '' } }: PredicateAtom): string =>
  `${dimension} ${operator} ${value}`;

function distinct<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
