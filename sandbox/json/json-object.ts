export type JsonObject = Record<string, unknown>;

/** Returns whether a JSON value is an object, not a list, a scalar or null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
