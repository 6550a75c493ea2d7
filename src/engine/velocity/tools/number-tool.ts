import { EngineError } from '../../limits/engine-error.js';
import { grouped } from '../objects/grouped-digits.js';
import { javaText } from '../objects/java-text.js';
import type { Value } from '../objects/velocity-object.js';
import { toToolNumber } from './tool-number.js';
import { Tool } from './tool.js';

const STYLES: Readonly<Record<string, string>> = {
  default: '#,##0.###',
  number: '#,##0.###',
  integer: '#,##0',
  // Without a country, Java prints the generic currency sign.
  currency: '¤#,##0.00',
  percent: '#,##0%',
};

/** Formats numbers: `NumberTool` of Velocity Tools, in English. */
export const NUMBER_TOOL = new Tool('number', {
  'format(o)': (_, { all: [value] }) => formatted('default', value),
  'format(so)': (_, args) => formatted(args.text(0), args.all[1]),
  'currency(o)': (_, { all: [value] }) => formatted('currency', value),
  'integer(o)': (_, { all: [value] }) => formatted('integer', value),
  'number(o)': (_, { all: [value] }) => formatted('number', value),
  'percent(o)': (_, { all: [value] }) => formatted('percent', value),
  'toNumber(o)': (_, { all: [value] }) => toToolNumber(value),
  'toBoolean(o)': (_, { all: [value] }) => (value === null ? null : javaText(value).toLowerCase() === 'true'),
});

function formatted(format: string, value: Value): Value {
  const number = toToolNumber(value);
  return number === null ? null : decimalFormat(STYLES[format] ?? format, Number(number));
}

/** Formats as `DecimalFormat` does with patterns such as `#,##0.00`. @throws EngineError for an unsupported pattern */
function decimalFormat(pattern: string, value: number): string {
  const [positive = ''] = pattern.split(';');
  const { prefix, whole, fraction, suffix } = partsOf(positive);
  if (whole.endsWith(',')) throw new EngineError(`The number format ${pattern} is not valid`);
  const scaled = suffix.includes('%') ? value * 100 : value;
  const digits = halfEven(Math.abs(scaled), fraction.length);
  const [integer = '0', decimals = ''] = digits.split('.');
  const least = (whole.match(/0/g) ?? []).length;
  const padded = integer.padStart(least, '0');
  const group = whole.includes(',') ? whole.length - whole.lastIndexOf(',') - 1 : 0;
  const shownWhole = group > 0 ? grouped(padded, group) : padded;
  const required = decimals.slice(0, (fraction.match(/0/g) ?? []).length);
  const rest = withoutEndingZeros(decimals.slice(required.length));
  const shown = required + rest;
  const point = shown !== '' || /[#0]\.(?![#0])/.test(positive) ? '.' : '';
  const isZero = /^[0,]*$/.test(shownWhole + shown);
  return `${scaled < 0 && !isZero ? '-' : ''}${prefix}${shownWhole}${point}${shown}${suffix}`;
}

function halfEven(value: number, places: number): string {
  if (value >= 1e21) return String(BigInt(value));
  const exact = value.toFixed(100);
  const cut = exact.length - 100 + places;
  const down = places === 0 ? exact.slice(0, cut - 1) : exact.slice(0, cut);
  const isExactHalf = /^50*$/.test(exact.slice(exact.length - 100 + places));
  return isExactHalf && Number(down.at(-1)) % 2 === 0 ? down : value.toFixed(places);
}

/** Splits a pattern before its first and after its last placeholder for a digit. */
function partsOf(pattern: string): { prefix: string; whole: string; fraction: string; suffix: string } {
  const start = pattern.search(/[#0,.]/);
  if (start < 0) return { prefix: pattern, whole: '', fraction: '', suffix: '' };
  const body = /^[#0,.]*/.exec(pattern.slice(start))?.[0] ?? '';
  const [whole = '', fraction = ''] = body.split('.');
  return { prefix: pattern.slice(0, start), whole, fraction, suffix: pattern.slice(start + body.length) };
}

function withoutEndingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
