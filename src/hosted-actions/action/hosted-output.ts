import { jsonText } from '../../engine/json/json-text.js';
import { JsonValue } from '../../engine/json/json-value.js';
import { toPlain } from '../../engine/json/plain-json.js';
import { keepJson } from '../../json/output.js';

const notFound = new WeakSet();

/**
 * Returns an output as the envelope's `data`, with all digits of its numbers. A list becomes the property `items`.
 *
 * @returns undefined for a value that is neither an object nor a list
 */
export function dataOf(output: JsonValue): object | undefined {
  const data = Array.isArray(output) ? new Map([['items', output]]) : output;
  return data instanceof Map ? keepJson(toPlain(data) as object, jsonText(data)) : undefined;
}

/** Marks an output as "not found", for the cache. */
export function markNotFound(data: object): object {
  notFound.add(data);
  return data;
}

/** Returns whether an output is marked as "not found". */
export const isNotFound = (data: object): boolean => notFound.has(data);
