import { Predicate } from './analytics-query.js';
import { Dimension, findDimension, isStart } from './dimensions.js';
import { Comparison, ComparisonOperator, FilterExpression, Word } from '../language/filter-expression.js';
import { Atom, BoundAtom, Formula, PredicateAtom } from './formula.js';
import { readInstant } from './instant.js';
import { InvalidFilter } from '../language/invalid-filter.js';

type Leaf = Exclude<FilterExpression, { kind: 'and' | 'or' | 'not' }>;

const NEGATED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '!=',
  '!=': '=',
  '>=': '<',
  '<': '>=',
  '>': '<=',
  '<=': '>',
};

/**
 * Resolves names and values, and moves every negation down to single dimensions (De Morgan).
 *
 * @param nowMs value of `now`: epoch milliseconds
 * @throws InvalidFilter
 */
export function resolveFilter(expression: FilterExpression, nowMs: number): Formula {
  const resolve = (part: FilterExpression, isNegated: boolean): Formula => {
    switch (part.kind) {
      case 'not':
        return resolve(part.operand, !isNegated);
      case 'and':
      case 'or':
        return {
          kind: isNegated ? DUAL[part.kind] : part.kind,
          parts: part.operands.map((operand) => resolve(operand, isNegated)),
        };
      default:
        return isStart(part.field.text) ? boundOf(part, isNegated, nowMs) : testOf(part, isNegated);
    }
  };
  return resolve(expression, false);
}

const DUAL = { and: 'or', or: 'and' } as const;

function boundOf(leaf: Leaf, isNegated: boolean, nowMs: number): BoundAtom {
  const { field } = leaf;
  if (leaf.kind !== 'comparison' || leaf.operator === '=' || leaf.operator === '!=') {
    throw new InvalidFilter(`${field.text} supports >=, >, <= and <`, field.at);
  }
  const { operator, value } = leaf;
  const epochMs = readInstant(value, nowMs);
  const effective = isNegated ? NEGATED[operator] : operator;
  const side = effective.startsWith('>') ? 'from' : 'to';
  // The interval includes its start and excludes its end, so `>` and `<=` shift the bound by 1 ms.
  const isShifted = effective === '>' || effective === '<=';
  return { kind: 'bound', side, epochMs: isShifted ? epochMs + 1 : epochMs, at: field.at };
}

function testOf(leaf: Leaf, isNegated: boolean): Formula {
  const dimension = findDimension(leaf.field.text);
  if (!dimension) throw new InvalidFilter('no such field', leaf.field.at);
  const atom = (rest: Omit<Predicate, 'type' | 'dimension'>): PredicateAtom => ({
    kind: 'predicate',
    level: dimension.level,
    predicate: { type: 'dimension', dimension: dimension.name, ...rest },
    at: leaf.field.at,
  });
  if (leaf.kind === 'existence') return atom({ operator: isNegated ? 'notExists' : 'exists' });
  if (dimension.isInstant) throw new InvalidFilter(`${dimension.name} supports EXISTS only`, leaf.field.at);
  const values = leaf.kind === 'membership' ? leaf.values : [equalityValue(leaf)];
  const empty = values.find(({ text }) => text === '');
  if (empty) throw new InvalidFilter('the value is empty: check that the flow sets it', empty.at);
  const isUnequal = (leaf.kind === 'comparison' && leaf.operator === '!=') !== isNegated;
  if (!isUnequal) return anyOf(values.map(({ text }) => atom({ operator: 'matches', value: text })));
  const others = valuesExcept(dimension, values, leaf.field.at);
  return anyOf([...others.map((value) => atom({ operator: 'matches', value })), atom({ operator: 'notExists' })]);
}

function equalityValue({ field, operator, value }: Comparison): Word {
  if (operator === '=' || operator === '!=') return value;
  throw new InvalidFilter(`${operator} works with createdDateTime only`, field.at);
}

/**
 * Returns the values of an enumeration that are not in `values`. The API has no "not equal", so a dimension without an
 * enumeration cannot be negated.
 *
 * @throws InvalidFilter
 */
function valuesExcept({ name, values: all }: Dimension, values: readonly Word[], at: number): string[] {
  if (!all) throw new InvalidFilter(`the platform cannot search for values of ${name} other than the given one`, at);
  const unknown = values.find(({ text }) => !all.includes(text));
  if (unknown) throw new InvalidFilter(`${name} must be one of ${all.join(', ')}`, unknown.at);
  return all.filter((value) => values.every(({ text }) => text !== value));
}

function anyOf(atoms: readonly Atom[]): Formula {
  const [only] = atoms;
  return atoms.length === 1 && only ? only : { kind: 'or', parts: atoms };
}
