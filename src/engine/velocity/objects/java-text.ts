import { LimitExceeded } from '../../limits/engine-error.js';
import { Decimal } from '../../number/decimal.js';
import { doubleText } from '../../number/double-text.js';
import { JavaArray } from './java-array.js';
import { Value, VelocityObject } from './velocity-object.js';

const MAX_DEPTH = 100;

/** Writes a value as Java's `toString` does: a list as `[a, b]`, a map as `{k=v}`. */
export function javaText(value: Value, depth = 0): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return doubleText(value);
  if (value === null || value === undefined) return 'null';
  if (depth > MAX_DEPTH) throw new LimitExceeded('A value contains itself or is nested too deeply to print');
  if (Array.isArray(value)) return listText(value, depth);
  if (value instanceof JavaArray) return listText(value.items, depth);
  if (value instanceof Map)
    return `{${[...value].map(([key, member]) => `${javaText(key, depth + 1)}=${javaText(member, depth + 1)}`).join(', ')}}`;
  if (value instanceof VelocityObject) return value.toText();
  if (value instanceof Decimal) return value.toString();
  return typeof value === 'bigint' || typeof value === 'boolean' ? value.toString() : '';
}

const listText = (items: readonly Value[], depth: number): string =>
  `[${items.map((item) => javaText(item, depth + 1)).join(', ')}]`;
