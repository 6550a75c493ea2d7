import { JsonSchema } from '../../data-actions/contract/json-schema.js';

/** A schema without the texts for people: what two sides have agreed on, and nothing that may be worded better. */
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
