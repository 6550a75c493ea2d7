/** Supported subset of JSON Schema, without references. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly [keyword: string]: unknown;
}

/** Schemas by name with `$ref`s, as in an OpenAPI document. */
export type SchemaComponents = Readonly<Record<string, object>>;

/** Replaces references by the schemas that they refer to. */
export function resolveReferences(schema: object, components: SchemaComponents): JsonSchema {
  const { $ref, allOf, ...rest } = schema as { $ref?: string; allOf?: object[] };
  const parts = [...($ref === undefined ? [] : [components[nameOf($ref)] ?? {}]), ...(allOf ?? [])];
  const merged = Object.assign({}, ...parts.map((part) => resolveReferences(part, components)), rest) as JsonSchema;
  const { properties, items } = merged;
  return {
    ...merged,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, resolveReferences(property, components)]),
      ),
    }),
    ...(items && { items: resolveReferences(items, components) }),
  };
}

const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);
