import { Decimal } from '../../number/decimal.js';
import { JavaArray } from '../objects/java-array.js';
import { javaText } from '../objects/java-text.js';
import type { Value } from '../objects/velocity-object.js';

/** Converts a value to a number as the tools do; null if it is not a number. A string counts as the number at its start. */
export function toToolNumber(value: Value): bigint | number | null {
  if (typeof value === 'bigint' || typeof value === 'number') return value;
  if (value instanceof Decimal) return value.toNumber();
  if (typeof value !== 'string') return null;
  const [text] = /^-?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:E-?\d+)?/.exec(value) ?? [];
  if (text === undefined) return null;
  const plain = text.replaceAll(',', '');
  const number = Number(plain);
  return Number.isInteger(number) && Math.abs(number) < 2 ** 63 ? BigInt(number) : number;
}

/** Converts a result to the type of the numbers it was computed from: an integer only if all of them are integers. */
export function matchType(result: number, numbers: readonly (bigint | number | null)[]): bigint | number {
  const isWhole = Number.isInteger(result) && !numbers.some((number) => number !== null && /\./.test(javaText(number)));
  return isWhole && Math.abs(result) < 2 ** 63 ? BigInt(result) : result;
}

export const itemsOf = (value: Value): readonly Value[] | undefined => {
  if (Array.isArray(value)) return value as readonly Value[];
  return value instanceof JavaArray ? value.items : undefined;
};
