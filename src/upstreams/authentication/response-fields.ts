/** Types of the fields of a JSON object. */
type FieldType = 'string' | 'number' | 'boolean' | 'object' | 'array';

interface TypeOfField {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly object: Readonly<Record<string, unknown>>;
  readonly array: readonly unknown[];
}

/** Names and types of the fields that a client uses: `{ id: 'string', open: 'boolean' }`. */
export type FieldTypes = Readonly<Record<string, FieldType>>;

/** The type of an object with these fields. */
export type Fields<T extends FieldTypes> = { readonly [K in keyof T]: TypeOfField[T[K]] };

/**
 * Returns only the fields of a response that `types` names.
 *
 * @throws TypeError for a missing field, a field of another type, or no object. Its message follows "sent a response"
 */
export function readFields<T extends FieldTypes>(body: unknown, types: T): Fields<T> {
  if (typeOf(body) !== 'object') throw new TypeError('that is not an object');
  const fields = Object.entries(types).map(([name, type]) => {
    const value: unknown = Object.hasOwn(body as object, name) ? (body as Record<string, unknown>)[name] : undefined;
    if (typeOf(value) !== type) throw new TypeError(`in which ${name} is not ${ARTICLES[type]}`);
    return [name, value];
  });
  return Object.fromEntries(fields) as Fields<T>;
}

const ARTICLES: Readonly<Record<FieldType, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  object: 'an object',
  array: 'a list',
};

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
