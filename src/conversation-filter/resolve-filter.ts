import { Predicate } from './analytics-query.js';
import { Dimension, findDimension, isStart } from './dimensions.js';
import { Comparison, ComparisonOperator, FilterExpression, Word } from './filter-expression.js';
import { Atom, BoundAtom, Formula, PredicateAtom } from './formula.js';
import { readInstant } from './instant.js';
import { InvalidFilter } from './invalid-filter.js';

type Leaf = Exclude<FilterExpression, { kind: 'and' | 'or' | 'not' }>;

const DENIED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  '=': '!=',
  '!=': '=',
  '>=': '<',
  '<': '>=',
  '>': '<=',
  '<=': '>',
};

/**
 * Gives the names and values of a filter their meaning and moves every denial down to what the API can say of a single
 * dimension (De Morgan).
 *
 * @param nowMs the instant that `now` stands for: epoch milliseconds
 * @throws InvalidFilter
 */
export function resolveFilter(expression: FilterExpression, nowMs: number): Formula {
  const understand = (part: FilterExpression, isDenied: boolean): Formula => {
    switch (part.kind) {
      case 'not':
        return understand(part.operand, !isDenied);
      case 'and':
      case 'or':
        return {
          kind: isDenied ? DUAL[part.kind] : part.kind,
          parts: part.operands.map((operand) => understand(operand, isDenied)),
        };
      default:
        return isStart(part.field.text) ? boundOf(part, isDenied, nowMs) : testOf(part, isDenied);
    }
  };
  return understand(expression, false);
}

const DUAL = { and: 'or', or: 'and' } as const;

function boundOf(leaf: Leaf, isDenied: boolean, nowMs: number): BoundAtom {
  const { field } = leaf;
  if (leaf.kind !== 'comparison' || leaf.operator === '=' || leaf.operator === '!=') {
    throw new InvalidFilter(`${field.text} takes >=, >, <= and <`, field.at);
  }
  const { operator, value } = leaf;
  const epochMs = readInstant(value, nowMs);
  const asked = isDenied ? DENIED[operator] : operator;
  const side = asked.startsWith('>') ? 'from' : 'to';
  // The interval includes its beginning and excludes its end.
  const isShifted = asked === '>' || asked === '<=';
  return { kind: 'bound', side, epochMs: isShifted ? epochMs + 1 : epochMs, at: field.at };
}

function testOf(leaf: Leaf, isDenied: boolean): Formula {
  const dimension = findDimension(leaf.field.text);
  if (!dimension) throw new InvalidFilter('no such field', leaf.field.at);
  const atom = (rest: Omit<Predicate, 'type' | 'dimension'>): PredicateAtom => ({
    kind: 'predicate',
    level: dimension.level,
    predicate: { type: 'dimension', dimension: dimension.name, ...rest },
    at: leaf.field.at,
  });
  if (leaf.kind === 'existence') return atom({ operator: isDenied ? 'notExists' : 'exists' });
  if (dimension.isInstant) throw new InvalidFilter(`${dimension.name} takes EXISTS only`, leaf.field.at);
  const values = leaf.kind === 'membership' ? leaf.values : [comparedWith(leaf)];
  const empty = values.find(({ text }) => text === '');
  if (empty) throw new InvalidFilter('the value is empty: did the flow fill it?', empty.at);
  const isUnequal = (leaf.kind === 'comparison' && leaf.operator === '!=') !== isDenied;
  if (!isUnequal) return anyOf(values.map(({ text }) => atom({ operator: 'matches', value: text })));
  const others = valuesBut(dimension, values, leaf.field.at);
  return anyOf([...others.map((value) => atom({ operator: 'matches', value })), atom({ operator: 'notExists' })]);
}

function comparedWith({ field, operator, value }: Comparison): Word {
  if (operator === '=' || operator === '!=') return value;
  throw new InvalidFilter(`${operator} is for createdDateTime only`, field.at);
}

/**
 * What else a dimension can be: the API has no "not equal", so that it can only be said of one whose values are known.
 *
 * @throws InvalidFilter
 */
function valuesBut({ name, values: all }: Dimension, values: readonly Word[], at: number): string[] {
  if (!all) throw new InvalidFilter(`the platform cannot search for what ${name} is not`, at);
  const stranger = values.find(({ text }) => !all.includes(text));
  if (stranger) throw new InvalidFilter(`${name} is one of ${all.join(', ')}`, stranger.at);
  return all.filter((value) => values.every(({ text }) => text !== value));
}

function anyOf(atoms: readonly Atom[]): Formula {
  const [only] = atoms;
  return atoms.length === 1 && only ? only : { kind: 'or', parts: atoms };
}
