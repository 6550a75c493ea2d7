import { EngineError } from '../../limits/engine-error.js';
import { jsonText } from '../../json/json-text.js';
import { isMap, JsonValue } from '../../json/json-value.js';
import { IndexOutOfBounds, InvalidPath } from '../syntax/path-error.js';

/** Computes a value from the current value of the path and the parameters of the call. */
type PathFunction = (node: JsonValue, parameters: readonly JsonValue[]) => JsonValue;

const FUNCTIONS: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ['length', lengthOf],
  ['size', lengthOf],
  ['keys', (node) => (isMap(node) ? [...node.keys()] : null)],
  ['concat', (node, parameters) => [...textsOf(node), ...parameters.flatMap(asTexts)].join('')],
  ['append', (node, parameters) => (Array.isArray(node) ? [...node, ...parameters] : node)],
  ['first', (node) => itemAt(node, 0)],
  ['last', (node) => itemAt(node, -1)],
  ['index', (node, parameters) => itemAt(node, Math.trunc(parameters.flatMap(asNumbers)[0] ?? outOfBounds()))],
  ['sum', (...call) => numbersOf(...call).reduce((sum, number) => sum + number, 0)],
  ['avg', (...call) => averageOf(numbersOf(...call))],
  ['min', (...call) => numbersOf(...call).reduce((least, number) => Math.min(least, number), Number.MAX_VALUE)],
  // As in Jayway, the result is never negative: the start value, Java's Double.MIN_VALUE, is the smallest positive number.
  ['max', (...call) => numbersOf(...call).reduce((most, number) => Math.max(most, number), Number.MIN_VALUE)],
  ['stddev', (...call) => deviationOf(numbersOf(...call))],
]);

/** @throws InvalidPath for a function that does not exist */
export function functionNamed(name: string): PathFunction {
  const pathFunction = FUNCTIONS.get(name);
  if (pathFunction !== undefined) return pathFunction;
  throw new InvalidPath(`There is no function ${name}(). Functions: ${[...FUNCTIONS.keys()].join(', ')}`);
}

function lengthOf(node: JsonValue, [of]: readonly JsonValue[]): JsonValue {
  if (Array.isArray(of)) return BigInt(of.length);
  if (Array.isArray(node)) return BigInt(node.length);
  return isMap(node) ? BigInt(node.size) : null;
}

/** Returns all numbers in the list and in the parameters. @throws EngineError if there are none */
function numbersOf(node: JsonValue, parameters: readonly JsonValue[]): number[] {
  const numbers = [...(Array.isArray(node) ? asNumbers(node) : []), ...parameters.flatMap(asNumbers)];
  if (numbers.length > 0) return numbers;
  throw new EngineError('A numeric function found no numbers');
}

const isNumber = (value: JsonValue): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

const asNumbers = (value: JsonValue): number[] =>
  (Array.isArray(value) ? value : [value]).filter(isNumber).map((number) => Number(number));

const textsOf = (node: JsonValue): string[] =>
  Array.isArray(node) ? node.filter((item) => typeof item === 'string') : [];

const asTexts = (value: JsonValue): string[] =>
  (Array.isArray(value) ? value : [value])
    .filter((item) => item !== null)
    .map((item) => (typeof item === 'string' ? item : jsonText(item)));

const averageOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function deviationOf(numbers: readonly number[]): number {
  const count = numbers.length;
  const sum = numbers.reduce((total, number) => total + number, 0);
  const squares = numbers.reduce((total, number) => total + number * number, 0);
  return Math.sqrt(squares / count - (sum * sum) / count / count);
}

/**
 * Returns the item at an index. A negative index never finds the first item, so `last()` fails on a list with one item.
 * This is a quirk of Jayway, the JsonPath library of the platform, and is copied on purpose.
 */
function itemAt(node: JsonValue, index: number): JsonValue {
  if (!Array.isArray(node)) throw new EngineError('first(), last() and index() need a list');
  const at = index >= 0 ? index : node.length + index;
  if (index < 0 && at <= 0) throw new EngineError(`The list has only ${node.length} items: index ${index} is outside`);
  return node[at] ?? (at < node.length ? null : outOfBounds());
}

function outOfBounds(): never {
  throw new IndexOutOfBounds('The list does not have this index');
}
