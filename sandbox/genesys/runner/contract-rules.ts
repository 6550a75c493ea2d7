import { isJsonObject, type JsonObject } from '../../json/json-object.js';

const NAME = /^[a-zA-Z][a-zA-Z0-9_-]*$/;
const NAME_LIMIT = 256;
const RESERVED = ['orgId', 'integrationId', 'rawRequest'];
const SCALARS = ['boolean', 'integer', 'number', 'string', 'null'];

/** Returns the problems of an input contract: it must be an object of scalars with allowed names. */
export function problemsOfInput(schema: JsonObject): string[] {
  const { type, properties = {} } = schema;
  if (type !== 'object' || !isJsonObject(properties)) return ['the input schema must be of type object'];
  const own = Object.entries(properties).flatMap(([name, property]) => [
    ...(NAME.test(name) && name.length <= NAME_LIMIT ? [] : [`the input ${name} has a name that is not allowed`]),
    ...(RESERVED.includes(name) ? [`the input ${name} has a reserved name`] : []),
    ...(isScalar(property) ? [] : [`the input ${name} must be a boolean, integer, number, string or null`]),
  ]);
  return [...own, ...references('input', schema)];
}

/** Returns the problems of an output contract: it must be an object or a list, without nested lists. */
export function problemsOfOutput(schema: JsonObject): string[] {
  if (schema['type'] !== 'object' && schema['type'] !== 'array')
    return ['the output schema must be of type object or array'];
  return [
    ...(hasNestedLists(schema) ? ['the output schema must not have arrays inside arrays'] : []),
    ...references('output', schema),
  ];
}

function isScalar(property: unknown): boolean {
  const { type } = isJsonObject(property) ? property : {};
  const types: unknown[] = Array.isArray(type) ? type : [type];
  return types.every((each) => SCALARS.includes(String(each)));
}

function hasNestedLists(schema: unknown): boolean {
  if (!isJsonObject(schema)) return false;
  const { type, items, properties } = schema;
  if (type === 'array' && isJsonObject(items) && items['type'] === 'array') return true;
  return [items, ...(isJsonObject(properties) ? Object.values(properties) : [])].some(hasNestedLists);
}

function references(which: string, schema: JsonObject): string[] {
  return JSON.stringify(schema).includes('"$ref":') ? [`the ${which} schema must not use $ref`] : [];
}
