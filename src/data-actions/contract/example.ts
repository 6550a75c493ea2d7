import { JsonSchema } from './json-schema.js';

/**
 * Returns an example value of a schema, built from the examples of its properties. Omits optional properties without an
 * example.
 */
export function exampleOf(schema: JsonSchema): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.type === 'array') return schema.items ? [exampleOf(schema.items)] : [];
  if (!schema.properties) return EMPTY[schema.type ?? 'object'];
  const { required = [] } = schema;
  return Object.fromEntries(
    Object.entries(schema.properties)
      .filter(([name, property]) => required.includes(name) || property.example !== undefined)
      .map(([name, property]) => [name, exampleOf(property)]),
  );
}

const EMPTY: Readonly<Record<string, unknown>> = { string: '', number: 0, integer: 0, boolean: false, object: {} };
