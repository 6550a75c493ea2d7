import fc from '../../../test/support/fast-check.js';
import { Formula, isJoin, PredicateAtom } from './formula.js';
import { MAX_PREDICATES, normalForm, Rows, sizeOf } from './normal-form.js';

const NAMES = ['a', 'b', 'c', 'd', 'e'];

function atom(name: string): PredicateAtom {
  return {
    kind: 'predicate',
    level: 'segment',
    predicate: { type: 'dimension', dimension: name, operator: 'exists' },
    at: 0,
  };
}

const formulas = fc.letrec<{ formula: Formula<PredicateAtom> }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...NAMES).map(atom),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('formula'), { minLength: 2, maxLength: 4 }),
    }),
  ),
})).formula;

/** Every subset of the names. */
const ASSIGNMENTS = Array.from({ length: 2 ** NAMES.length }, (_, bits) =>
  NAMES.filter((_name, nth) => bits & (2 ** nth)),
);

function isTrue(formula: Formula<PredicateAtom>, assignment: readonly string[]): boolean {
  if (!isJoin(formula)) return assignment.includes(formula.predicate.dimension);
  const isPartTrue = (part: Formula<PredicateAtom>): boolean => isTrue(part, assignment);
  return formula.kind === 'and' ? formula.parts.every(isPartTrue) : formula.parts.some(isPartTrue);
}

const isIn = (assignment: readonly string[]) => (one: PredicateAtom) => assignment.includes(one.predicate.dimension);

const format = (rows: Rows | undefined): string | undefined =>
  rows?.map((row) => row.map(({ predicate }) => predicate.dimension).join('')).join(' ');

describe('normalForm', () => {
  it.each([
    ['and', 'ab cb'],
    ['or', 'ac b'],
  ] as const)('joins rows by %s', (outer, rows) => {
    const formula = { kind: 'or', parts: [{ kind: 'and', parts: [atom('a'), atom('c')] }, atom('b')] } as const;

    expect(format(normalForm(formula, outer))).toBe(rows);
  });

  it('removes duplicates', () => {
    const twice = { kind: 'or', parts: [atom('a'), atom('b'), atom('a')] } as const;

    expect(format(normalForm({ kind: 'and', parts: [twice, twice] }, 'and'))).toBe('ab');
  });

  it('is equivalent to the formula', () => {
    fc.assert(
      fc.property(formulas, (formula) => {
        const all = normalForm(formula, 'and');
        const any = normalForm(formula, 'or');
        for (const assignment of ASSIGNMENTS) {
          const expected = isTrue(formula, assignment);
          if (all) expect(all.every((row) => row.some(isIn(assignment)))).toBe(expected);
          if (any) expect(any.some((row) => row.every(isIn(assignment)))).toBe(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never exceeds the maximum number of predicates', () => {
    fc.assert(
      fc.property(formulas, fc.constantFrom('and' as const, 'or' as const), (formula, outer) => {
        expect(sizeOf(normalForm(formula, outer) ?? [])).toBeLessThanOrEqual(MAX_PREDICATES);
      }),
    );
  });
});
