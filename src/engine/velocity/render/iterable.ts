import { JavaArray } from '../objects/java-array.js';
import { Value } from '../objects/velocity-object.js';

/** Returns the items of a `#foreach`; undefined if the value has none. */
export function iterable(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value as readonly Value[];
  if (value instanceof JavaArray) return value.items;
  return value instanceof Map ? [...(value.values() as Iterable<Value>)] : undefined;
}
