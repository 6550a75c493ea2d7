import { isObject, JsonSchema } from './json-schema.js';

/** Keywords whose values are data, not schemas. */
const DATA_KEYWORDS = ['enum', 'const', 'default', 'examples', 'example'];
const MAX_DEPTH = 100;

/**
 * Returns a schema without `$schema`, `id` and `$id`. Exports contain them, but nothing refers to them, because the
 * platform does not allow `$ref`. Also removes the type `any` of draft 3, which allows everything.
 */
export function withoutIds(schema: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) return {};
  if (Array.isArray(schema)) return schema.map((item) => withoutIds(item, depth + 1));
  if (!isObject(schema)) return schema;
  const keywords = Object.entries(schema).filter(([keyword, value]) => !isName(keyword, value) && value !== 'any');
  return Object.fromEntries(
    keywords.map(([keyword, value]) => [
      keyword,
      DATA_KEYWORDS.includes(keyword) ? value : withoutIds(value, depth + 1),
    ]),
  );
}

const isName = (keyword: string, value: unknown): boolean =>
  ['$schema', 'id', '$id'].includes(keyword) && typeof value === 'string';

/** Returns whether a schema uses draft 4's boolean `exclusiveMinimum` or `exclusiveMaximum`. */
export function isDraft4(schema: JsonSchema): boolean {
  return Object.entries(schema).some(([keyword, value]) => {
    if (/^exclusiveM(in|ax)imum$/.test(keyword)) return typeof value === 'boolean';
    return isObject(value) && isDraft4(value);
  });
}
