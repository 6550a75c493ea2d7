import { Arguments, Method } from '../objects/method-table.js';
import { ABSENT, Value } from '../objects/velocity-object.js';
import { itemsOf, matchType, toToolNumber } from './tool-number.js';
import { Tool } from './tool.js';

type ToolNumber = bigint | number;

const MAX_INTEGER = 2 ** 31;

/** Computes from all arguments; null if one of them is not a number. */
function ofAll(compute: (numbers: readonly number[]) => number | null): Method<undefined> {
  return (_, { all }) => {
    const numbers = all.map(toToolNumber);
    if (numbers.includes(null)) return null;
    const result = compute(numbers.map(Number));
    return result === null ? null : matchType(result, numbers);
  };
}

/** Computes an integer of one argument. */
function toInteger(compute: (value: number) => number): Method<undefined> {
  return (_, args) => ofOne(args, (number) => clamped(compute(Number(number))));
}

function ofOne({ all: [value] }: Arguments, compute: (number: ToolNumber) => Value): Value {
  const number = toToolNumber(value);
  return number === null ? null : compute(number);
}

/** Arithmetic: `MathTool` of Velocity Tools. */
export const MATH_TOOL = new Tool('math', {
  'add(o*)': ofAll((numbers) => numbers.reduce((sum, number) => sum + number, 0)),
  'sub(o*)': ofAll(([first = 0, ...others]) => others.reduce((rest, number) => rest - number, first)),
  'mul(o*)': ofAll((numbers) => numbers.reduce((product, number) => product * number, 1)),
  'div(o*)': ofAll(([first = 0, ...others]) =>
    others.includes(0) ? null : others.reduce((quotient, number) => quotient / number, first),
  ),
  'max(o*)': ofAll((numbers) => Math.max(...numbers)),
  'min(o*)': ofAll((numbers) => Math.min(...numbers)),
  'pow(oo)': ofAll(([base = 0, exponent = 0]) => base ** exponent),
  'abs(o)': ofAll(([number = 0]) => Math.abs(number)),
  'mod(oo)': integers((one, other) => one % other),
  'idiv(oo)': integers((one, other) => one / other),
  'bitwiseAnd(oo)': bits((one, other) => one & other),
  'bitwiseOr(oo)': bits((one, other) => one | other),
  'bitwiseXOr(oo)': bits((one, other) => one ^ other),
  'ceil(o)': toInteger(Math.ceil),
  'floor(o)': toInteger(Math.floor),
  'round(o)': toInteger(roundHalfEven),
  'roundTo(oo)': (_, { all: [decimals, value] }) => {
    const [places, number] = [toToolNumber(decimals), toToolNumber(value)];
    if (places === null || number === null) return null;
    const factor = 10 ** Math.max(1, Number(places));
    return Math.floor(Number(number) * factor + 0.5) / factor;
  },
  'toInteger(o)': toInteger(Math.trunc),
  'toLong(o)': (_, args) => ofOne(args, (number) => BigInt(Math.trunc(Number(number)))),
  'toDouble(o)': (_, args) => ofOne(args, Number),
  'toNumber(o)': (_, args) => ofOne(args, (number) => number),
  'getRandom()': () => Math.random(),
  'random(oo)': ofAll(([from = 0, to = 0]) => {
    const random = (to - from) * Math.random() + from;
    return Number.isInteger(from) && Number.isInteger(to) ? Math.floor(random) : random;
  }),
  'getTotal(*)': (_, { all }) => total(all, (sum) => sum),
  'getAverage(*)': (_, { all }) => total(all, (sum, count) => sum / count),
});

function integers(compute: (one: bigint, other: bigint) => bigint): Method<undefined> {
  return (_, { all }) => {
    const [one, other] = all
      .map(toToolNumber)
      .map((number) => (number === null ? null : BigInt(Math.trunc(Number(number)))));
    return typeof one !== 'bigint' || typeof other !== 'bigint' || other === 0n ? null : compute(one, other);
  };
}

function bits(compute: (one: bigint, other: bigint) => bigint): Method<undefined> {
  return (_, { all }) => {
    const [one, other] = all
      .map(toToolNumber)
      .map((number) => (number === null ? null : BigInt(Math.trunc(Number(number)))));
    return typeof one !== 'bigint' || typeof other !== 'bigint' ? null : compute(one, other);
  };
}

/** Computes from the items of a list, from a field of its items, or from the arguments. */
function total(all: readonly Value[], result: (sum: number, count: number) => number): Value {
  const [first, field] = all;
  const items = itemsOf(first);
  const values = items === undefined ? all : all.length === 2 ? items.map((item) => fieldOf(item, field)) : items;
  if (values.length === 0) return ABSENT;
  const numbers = values.map(toToolNumber);
  if (numbers.includes(null)) return null;
  const sum = numbers.reduce<number>((before, number) => before + Number(number), 0);
  return matchType(result(sum, numbers.length), numbers.slice(0, 1));
}

const fieldOf = (item: Value, field: Value): Value =>
  item instanceof Map && typeof field === 'string' ? ((item.get(field) as Value) ?? null) : null;

/** Converts like Java to `int`. */
function clamped(value: number): bigint {
  return Number.isNaN(value) ? 0n : BigInt(Math.max(-MAX_INTEGER, Math.min(MAX_INTEGER - 1, value)));
}

/** Rounds like Java's `Math.rint`. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
