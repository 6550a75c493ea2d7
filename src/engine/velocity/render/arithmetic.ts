import { EngineError, LimitExceeded } from '../../limits/engine-error.js';
import { Decimal } from '../../number/decimal.js';
import { doubleText } from '../../number/double-text.js';
import type { Value } from '../objects/velocity-object.js';
import { javaText } from '../objects/java-text.js';

export type JavaNumber = bigint | number | Decimal;

const MAX_DIGITS = 10_000;

/** Converts an operand as Velocity does: a string with a number counts as a decimal number. */
export function asNumber(value: Value): JavaNumber | undefined {
  if (typeof value === 'bigint' || typeof value === 'number' || value instanceof Decimal) return value;
  if (value === null || value === undefined) return undefined;
  return Decimal.parse(javaText(value));
}

/** Returns the result of an operator; null if Velocity has none, as for a division by zero. */
export function calculate(operator: '+' | '-' | '*' | '/' | '%', left: JavaNumber, right: JavaNumber): Value {
  if (left instanceof Decimal || right instanceof Decimal)
    return ofDecimals(operator, toDecimal(left), toDecimal(right));
  if (typeof left === 'bigint' && typeof right === 'bigint') return ofIntegers(operator, left, right);
  return ofDoubles(operator, Number(left), Number(right));
}

/** Returns the number with the other sign. */
export function negate(value: JavaNumber): JavaNumber {
  if (value instanceof Decimal) return Decimal.of(0n, 0).minus(value);
  return -value;
}

/** @returns a negative number, zero, or a positive number */
export function compareNumbers(left: JavaNumber, right: JavaNumber): number {
  if (left instanceof Decimal || right instanceof Decimal) return toDecimal(left).compare(toDecimal(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

function ofIntegers(operator: string, left: bigint, right: bigint): Value {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return bounded(left * right);
  if (right === 0n) return null;
  return operator === '/' ? left / right : left % right;
}

function bounded(value: bigint): bigint {
  if (value > 10n ** 300n && value.toString().length > MAX_DIGITS)
    throw new LimitExceeded(`A number has more than ${MAX_DIGITS} digits`);
  return value;
}

function ofDoubles(operator: string, left: number, right: number): Value {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  if (right === 0) return null;
  return operator === '/' ? left / right : left % right;
}

function ofDecimals(operator: string, left: Decimal, right: Decimal): Value {
  if (operator === '+') return left.plus(right);
  if (operator === '-') return left.minus(right);
  if (operator === '*') return left.times(right);
  if (operator === '/') return left.dividedBy(right) ?? null;
  throw new EngineError('% does not accept decimal numbers, and a string counts as a decimal number');
}

/** Converts like `BigDecimal.valueOf(double)`: an integer gets one decimal place. */
function toDecimal(value: JavaNumber): Decimal {
  return value instanceof Decimal ? value : (Decimal.parse(doubleText(Number(value))) ?? Decimal.of(0n, 0));
}
