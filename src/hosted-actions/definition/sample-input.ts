import { isObject, JsonSchema } from '../../engine/contract/json-schema.js';
import { fromPlain } from '../../engine/json/plain-json.js';
import { JsonMap } from '../../engine/json/json-value.js';

const BY_TYPE: Readonly<Record<string, unknown>> = { string: 'x1', integer: 1, number: 1.5, boolean: true };

/** Returns an input with a harmless value for each property of a contract. */
export function sampleInput({ properties }: JsonSchema): JsonMap {
  const entries = Object.entries(isObject(properties) ? properties : {});
  return new Map(entries.map(([name, schema]) => [name, fromPlain(sampleOf(schema))]));
}

function sampleOf(schema: unknown): unknown {
  if (!isObject(schema)) return 'x1';
  const { default: defaultValue, enum: choices, type } = schema;
  if (typeof defaultValue === 'string' || typeof defaultValue === 'number' || typeof defaultValue === 'boolean')
    return defaultValue;
  if (Array.isArray(choices)) return choices[0] as unknown;
  return BY_TYPE[String(Array.isArray(type) ? type[0] : type)] ?? 'x1';
}
