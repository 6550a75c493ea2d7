import { Decimal } from '../../number/decimal.js';
import { doubleText } from '../../number/double-text.js';
import { compareNumbers, JavaNumber } from '../render/arithmetic.js';
import { javaEquals } from './equality.js';
import { javaText } from './java-text.js';
import { MethodTable } from './method-table.js';
import { ABSENT } from './velocity-object.js';

const toInteger = (number: JavaNumber): bigint => {
  if (typeof number === 'bigint') return number;
  const value = Math.trunc(number instanceof Decimal ? number.toNumber() : number);
  return Number.isFinite(value) ? BigInt(value) : 0n;
};

const toDouble = (number: JavaNumber): number => (number instanceof Decimal ? number.toNumber() : Number(number));

/** The methods of `Integer`, `Long`, `Double`, `BigInteger` and `BigDecimal` that templates use. */
export const NUMBER_METHODS = new MethodTable<JavaNumber>({
  'intValue()': (number) => BigInt.asIntN(32, toInteger(number)),
  'longValue()': (number) => BigInt.asIntN(64, toInteger(number)),
  'doubleValue()': toDouble,
  'floatValue()': (number) => Math.fround(toDouble(number)),
  'toString()': (number) => javaText(number),
  'hashCode()': (number) => (typeof number === 'bigint' ? BigInt.asIntN(32, number) : ABSENT),
  'equals(o)': (number, args) => javaEquals(number, args.all[0]),
  'compareTo(o)': (number, args) => {
    const [other] = args.all;
    if (typeof other !== typeof number || other === null) return ABSENT;
    return BigInt(compareNumbers(number, other as JavaNumber));
  },
  'isNaN()': (number) => (typeof number === 'number' ? Number.isNaN(number) : ABSENT),
  'isInfinite()': (number) => (typeof number === 'number' ? Math.abs(number) === Infinity : ABSENT),
  'parseInt(s)': (number, args) =>
    typeof number === 'bigint' && /^[+-]?\d+$/.test(args.text(0)) ? BigInt(args.text(0)) : ABSENT,
  'parseDouble(s)': (_, args) => Number(args.text(0)),
  'valueOf(s)': (_, args) => (/^-?\d+$/.test(args.text(0)) ? BigInt(args.text(0)) : Number(args.text(0))),
  'max(ii)': (_, args) => BigInt(Math.max(args.integer(0), args.integer(1))),
  'min(ii)': (_, args) => BigInt(Math.min(args.integer(0), args.integer(1))),
  'toHexString(i)': (_, args) => args.integer(0).toString(16),
  'toPlainString()': (number) => (number instanceof Decimal ? String(number.toNumber()) : doubleText(Number(number))),
});

export const BOOLEAN_METHODS = new MethodTable<boolean>({
  'booleanValue()': (value) => value,
  'toString()': (value) => String(value),
  'equals(o)': (value, args) => value === args.all[0],
  'compareTo(b)': (value, args) => BigInt(Number(value) - Number(args.all[0])),
});
