import { Decimal } from '../../number/decimal.js';
import { JavaArray } from './java-array.js';
import type { Value } from './velocity-object.js';

/** Returns whether a value is true in a condition. All values are, except null, false, 0 and empty values. */
export function isTrue(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null || value === undefined) return false;
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value) !== 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof JavaArray) return value.items.length > 0;
  return !(value instanceof Decimal && value.toNumber() === 0);
}
