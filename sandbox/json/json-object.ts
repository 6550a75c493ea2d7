export type JsonObject = Record<string, unknown>;

/** Returns whether a JSON value is an object, which excludes lists, scalars and null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
