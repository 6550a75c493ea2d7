import fc from '../../test/fast-check.js';
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

/** Every choice of names that could be true at once. */
const WORLDS = Array.from({ length: 2 ** NAMES.length }, (_, bits) => NAMES.filter((_name, nth) => bits & (2 ** nth)));

function holds(formula: Formula<PredicateAtom>, world: readonly string[]): boolean {
  if (!isJoin(formula)) return world.includes(formula.predicate.dimension);
  const inWorld = (part: Formula<PredicateAtom>): boolean => holds(part, world);
  return formula.kind === 'and' ? formula.parts.every(inWorld) : formula.parts.some(inWorld);
}

const isIn = (world: readonly string[]) => (one: PredicateAtom) => world.includes(one.predicate.dimension);

const shown = (rows: Rows | undefined): string | undefined =>
  rows?.map((row) => row.map(({ predicate }) => predicate.dimension).join('')).join(' ');

describe('a normal form', () => {
  it.each([
    ['and', 'ab cb'],
    ['or', 'ac b'],
  ] as const)('has its rows joined by %s', (outer, rows) => {
    const formula = { kind: 'or', parts: [{ kind: 'and', parts: [atom('a'), atom('c')] }, atom('b')] } as const;

    expect(shown(normalForm(formula, outer))).toBe(rows);
  });

  it('says each thing once', () => {
    const twice = { kind: 'or', parts: [atom('a'), atom('b'), atom('a')] } as const;

    expect(shown(normalForm({ kind: 'and', parts: [twice, twice] }, 'and'))).toBe('ab');
  });

  it('holds exactly where the formula does', () => {
    fc.assert(
      fc.property(formulas, (formula) => {
        const all = normalForm(formula, 'and');
        const any = normalForm(formula, 'or');
        for (const world of WORLDS) {
          const expected = holds(formula, world);
          if (all) expect(all.every((row) => row.some(isIn(world)))).toBe(expected);
          if (any) expect(any.some((row) => row.every(isIn(world)))).toBe(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is never larger than a query may be', () => {
    fc.assert(
      fc.property(formulas, fc.constantFrom('and' as const, 'or' as const), (formula, outer) => {
        expect(sizeOf(normalForm(formula, outer) ?? [])).toBeLessThanOrEqual(MAX_PREDICATES);
      }),
    );
  });
});
