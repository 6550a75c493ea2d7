import { jsonText } from '../../json/json-text.js';
import { isMap, JsonValue } from '../../json/json-value.js';
import { Decimal } from '../../number/decimal.js';
import type { WorkBudget } from '../../limits/work-budget.js';
import { EngineError } from '../../limits/engine-error.js';
import type { Operator } from '../syntax/filter-expression.js';
import { FilterValue, listOf } from '../syntax/filter-value.js';
import { InvalidPath } from '../syntax/path-error.js';

type List = FilterValue & { kind: 'list' };

/**
 * Compares two values as Jayway, the JsonPath library of the platform, does.
 *
 * @throws InvalidPath if the operator does not apply to the values, which counts as no match
 * @throws EngineError if Jayway throws another exception
 */
export function compare(left: FilterValue, operator: Operator, right: FilterValue, budget: WorkBudget): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '===':
      return left.kind === right.kind && isEqual(left, right);
    case '!==':
      return !(left.kind === right.kind && isEqual(left, right));
    case '<':
      return ordered(left, right, (order) => order < 0);
    case '<=':
      return ordered(left, right, (order) => order <= 0);
    case '>':
      return ordered(left, right, (order) => order > 0);
    case '>=':
      return ordered(left, right, (order) => order >= 0);
    case '=~':
      return matches(left, right, budget);
    default:
      return compareLists(left, operator, right, budget);
  }
}

function compareLists(left: FilterValue, operator: Operator, right: FilterValue, budget: WorkBudget): boolean {
  switch (operator) {
    case 'IN':
      return isIn(left, right, budget);
    case 'NIN':
      return !isIn(left, right, budget);
    case 'CONTAINS':
      return contains(left, right, budget);
    case 'SIZE':
      return hasSize(left, right);
    case 'EMPTY':
      return isEmpty(left, right);
    case 'SUBSETOF':
      return withLists(left, right, (one, other) => one.values.every((item) => includes(other, item)));
    case 'ANYOF':
      return withLists(left, right, (one, other) => sharesItem(one, other, budget));
    case 'NONEOF':
      return withLists(left, right, (one, other) => !sharesItem(one, other, budget));
    default:
      throw new InvalidPath(`The operator ${operator} does not accept JSON`);
  }
}

/** Compares by the type of the left value: a string on the left is compared as a string, a number on the left as a number. */
function isEqual(left: FilterValue, right: FilterValue): boolean {
  switch (left.kind) {
    case 'string':
      if (right.kind === 'number') return left.text === right.decimal.toString();
      return right.kind === 'string' && left.text === right.text;
    case 'number': {
      const other = right.kind === 'string' ? Decimal.parse(right.text) : right.kind === 'number' && right.decimal;
      return other instanceof Decimal && left.decimal.compare(other) === 0;
    }
    case 'boolean':
      return right.kind === 'boolean' && left.isTrue === right.isTrue;
    case 'null':
      return right.kind === 'null';
    case 'json':
      if (right.kind !== 'json') return false;
      return left.literal === undefined ? isSame(left.json, right.json) : left.literal === right.literal;
    default:
      return false;
  }
}

/** Compares like Java's `equals`: an integer never equals a decimal number. */
function isSame(one: JsonValue, other: JsonValue): boolean {
  if (isMap(one) && isMap(other)) {
    return (
      one.size === other.size &&
      [...one].every(([name, member]) => {
        const twin = other.get(name);
        return twin !== undefined && isSame(member, twin);
      })
    );
  }
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((item, index) => isSame(item, other[index] as JsonValue));
}

function ordered(left: FilterValue, right: FilterValue, isWanted: (order: number) => boolean): boolean {
  if (left.kind === 'number' && right.kind === 'number') return isWanted(left.decimal.compare(right.decimal));
  if (left.kind !== 'string' || right.kind !== 'string') return false;
  return isWanted(left.text < right.text ? -1 : left.text > right.text ? 1 : 0);
}

function matches(left: FilterValue, right: FilterValue, budget: WorkBudget): boolean {
  if ((left.kind === 'pattern') === (right.kind === 'pattern')) return false;
  const [{ pattern }, value] =
    left.kind === 'pattern' ? [left, right] : [right as FilterValue & { kind: 'pattern' }, left];
  const list = listIn(value);
  const inputs = list === undefined ? [value] : list.values;
  return inputs.some((input) => pattern.matches(textOf(input), budget));
}

function textOf(value: FilterValue): string {
  if (value.kind === 'string') return value.text;
  if (value.kind === 'number') return value.decimal.toString();
  return value.kind === 'boolean' ? String(value.isTrue) : '';
}

function isIn(left: FilterValue, right: FilterValue, budget: WorkBudget): boolean {
  budget.spend(lengthOf(right));
  if (right.kind === 'json') {
    const list = listIn(right);
    return list !== undefined && includes(list, left);
  }
  if (right.kind !== 'list') throw new InvalidPath('The operators `in` and `nin` need a list on the right side');
  return includes(right, left);
}

function contains(left: FilterValue, right: FilterValue, budget: WorkBudget): boolean {
  budget.spend(lengthOf(left));
  if (left.kind === 'string' && right.kind === 'string') return left.text.includes(right.text);
  const list = listIn(left);
  return list !== undefined && includes(list, right);
}

const lengthOf = (value: FilterValue): number =>
  value.kind === 'json' && Array.isArray(value.json) ? value.json.length : 0;

const includes = ({ values }: List, value: FilterValue): boolean => values.some((item) => isEqual(value, item));

function sharesItem(one: List, other: List, budget: WorkBudget): boolean {
  budget.spend(one.values.length * other.values.length);
  return one.values.some((item) => other.values.some((twin) => isEqual(item, twin)));
}

function hasSize(left: FilterValue, right: FilterValue): boolean {
  if (right.kind !== 'number') return false;
  const size = Math.trunc(right.decimal.toNumber());
  if (left.kind === 'string') return left.text.length === size;
  return left.kind === 'json' && (Array.isArray(left.json) ? left.json.length : -1) === size;
}

function isEmpty(left: FilterValue, right: FilterValue): boolean {
  if (left.kind !== 'string' && left.kind !== 'json') return false;
  if (right.kind !== 'boolean') throw new InvalidPath('The operator `empty` needs true or false on its right side');
  if (left.kind === 'string') return (left.text === '') === right.isTrue;
  if (isMap(left.json))
    throw new EngineError(`\`empty\` does not support an object: ${jsonText(left.json).slice(0, 100)}`);
  return (!Array.isArray(left.json) || left.json.length === 0) === right.isTrue;
}

function withLists(left: FilterValue, right: FilterValue, judge: (one: List, other: List) => boolean): boolean {
  const lists = [right, left].map((value) => {
    if (value.kind === 'json' || value.kind === 'list') return listIn(value);
    throw new InvalidPath('The operators `subsetof`, `anyof` and `noneof` need lists on both sides');
  });
  const [other, one] = lists;
  return one !== undefined && other !== undefined && judge(one, other);
}

function listIn(value: FilterValue): List | undefined {
  if (value.kind === 'list') return value;
  return value.kind === 'json' && Array.isArray(value.json) ? listOf(value.json) : undefined;
}
