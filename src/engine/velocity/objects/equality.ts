import { Decimal } from '../../number/decimal.js';
import { JavaArray } from './java-array.js';
import type { Value } from './velocity-object.js';

/** Compares like Java's `equals`: numbers of different types differ, lists and maps are compared by their items. */
export function javaEquals(one: Value, other: Value): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => javaEquals(item, other[index]));
  if (one instanceof Map && other instanceof Map)
    return (
      one.size === other.size && [...one].every(([key, item]) => other.has(key) && javaEquals(item, other.get(key)))
    );
  if (one instanceof Decimal && other instanceof Decimal) return one.toString() === other.toString();
  return one instanceof JavaArray && one === other;
}
