/** What a JSON text holds when it is neither a list nor a scalar. */
export type JsonObject = Record<string, unknown>;

/** Tells an object from everything else that JSON can hold, so that its members may be read. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
