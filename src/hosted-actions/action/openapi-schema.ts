import { isObject } from '../../engine/contract/json-schema.js';

/** Keywords that OpenAPI 3.0 shares with JSON Schema. */
const SAME: ReadonlySet<string> = new Set(
  (
    'title description default enum example minimum maximum multipleOf minLength maxLength pattern format minItems ' +
    'maxItems uniqueItems minProperties maxProperties readOnly writeOnly'
  ).split(' '),
);

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'];
const MAX_DEPTH = 50;

/** A schema of an OpenAPI 3.0 document. */
export type OpenApiSchema = Readonly<Record<string, unknown>>;

/** Converts a JSON Schema of draft 4 to 7 to OpenAPI 3.0. Omits keywords that OpenAPI does not have. */
export function toOpenApiSchema(schema: unknown, depth = 0): OpenApiSchema {
  if (!isObject(schema) || depth > MAX_DEPTH) return {};
  const { properties, required, items, additionalProperties, const: constant, examples } = schema;
  const convert = (part: unknown): OpenApiSchema => toOpenApiSchema(part, depth + 1);
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword): [string, unknown][] => {
    const parts = schema[keyword];
    return Array.isArray(parts) && parts.length > 0 ? [[keyword, parts.map(convert)]] : [];
  });
  const converted = {
    ...typeOf(schema['type']),
    ...Object.fromEntries(Object.entries(schema).filter(([keyword]) => SAME.has(keyword))),
    ...bounds(schema),
    ...(constant !== undefined && { enum: [constant] }),
    ...(Array.isArray(examples) && examples.length > 0 && { example: examples[0] as unknown }),
    ...(isObject(properties) && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, convert(part)])),
    }),
    ...(names.length > 0 && { required: names }),
    ...(isObject(additionalProperties) && { additionalProperties: convert(additionalProperties) }),
    ...(typeof additionalProperties === 'boolean' && { additionalProperties }),
    ...Object.fromEntries(lists),
    ...(isObject(schema['not']) && { not: convert(schema['not']) }),
  };
  return converted['type'] === 'array' ? { ...converted, items: convert(items) } : converted;
}

function typeOf(type: unknown): { type?: string; nullable?: true } {
  const names: readonly unknown[] = Array.isArray(type) ? type : [type];
  const known = names.filter((name): name is string => TYPES.includes(String(name)));
  const [only] = known;
  return {
    ...(only !== undefined && known.length === 1 && { type: only }),
    ...(names.includes('null') && { nullable: true }),
  };
}

/** Converts exclusive bounds: booleans beside `minimum` and `maximum` in draft 4, numbers since draft 6. */
function bounds({ exclusiveMinimum, exclusiveMaximum }: OpenApiSchema): OpenApiSchema {
  return {
    ...(typeof exclusiveMinimum === 'boolean' && { exclusiveMinimum }),
    ...(typeof exclusiveMaximum === 'boolean' && { exclusiveMaximum }),
    ...(typeof exclusiveMinimum === 'number' && { minimum: exclusiveMinimum, exclusiveMinimum: true }),
    ...(typeof exclusiveMaximum === 'number' && { maximum: exclusiveMaximum, exclusiveMaximum: true }),
  };
}
