/**
 * A JSON value as the platform's Java engines see it. An integer is a `bigint` of any size, any other number a `number`
 * (Java's Double), an object a `Map` in the order of its text.
 */
export type JsonValue = null | boolean | bigint | number | string | JsonValue[] | JsonMap;

export type JsonMap = Map<string, JsonValue>;

export const isMap = (value: unknown): value is JsonMap => value instanceof Map;
