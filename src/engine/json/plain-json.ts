import { isMap, JsonMap, JsonValue } from './json-value.js';

/** Converts a result of `JSON.parse`. A whole number becomes an integer. */
export function fromPlain(value: unknown): JsonValue {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  if (isMap(value)) return value;
  if (typeof value === 'object' && value !== null) return mapOf(value);
  return null;
}

/** Converts to the values of `JSON.parse`. An integer beyond 2^53 loses digits here: use `jsonText` to keep them. */
export function toPlain(value: JsonValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(toPlain);
  return isMap(value) ? Object.fromEntries([...value].map(([name, member]) => [name, toPlain(member)])) : value;
}

export const mapOf = (members: object): JsonMap =>
  new Map(Object.entries(members).map(([name, member]) => [name, fromPlain(member)]));
