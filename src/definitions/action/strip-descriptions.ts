import { JsonSchema } from '../../data-actions/contract/json-schema.js';

/** Returns a schema without titles and descriptions, which are not part of the contract. */
export function stripDescriptions({ title: _title, description: _description, ...schema }: JsonSchema): JsonSchema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, stripDescriptions(property)]),
      ),
    }),
    ...(items && { items: stripDescriptions(items) }),
  };
}
