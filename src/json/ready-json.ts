const noted = new WeakMap<object, string>();
const readyObjects = new WeakMap<object, () => string | undefined>();

/** Notes the JSON of a value that does not change any more. */
export function keepJson<T extends object>(value: T, text: string): T {
  noted.set(value, text);
  return value;
}

/** Length from which a JSON text is worth keeping: each text or value that is created from it takes as much memory. */
const LARGE_LENGTH = 64 * 1_024;

/** Notes the JSON of a value that does not change any more, if it is large. Another note of the value stays. */
export const keepLargeJson = <T extends object>(value: T, text: string): T =>
  text.length < LARGE_LENGTH || noted.has(value) ? value : keepJson(value, text);

/** Returns the JSON of a value, noted or new; undefined for a value that has none. */
export function jsonOf(value: object): string;
export function jsonOf(value: unknown): string | undefined;
export function jsonOf(value: unknown): string | undefined {
  const note = typeof value === 'object' && value !== null ? noted.get(value) : undefined;
  return note ?? JSON.stringify(value);
}

/** Returns the noted JSON of a value. */
export const notedJson = (value: object): string | undefined => noted.get(value);

/** Whether the JSON of a value is worth a note: it is large, or the value does not hold all of it, such as the digits of 2^53 + 1. */
export const isWorthNoting = (value: unknown, text: string): boolean =>
  text.length >= LARGE_LENGTH || JSON.stringify(value) !== text;

/**
 * Parses a JSON text.
 *
 * @param isNoted whether to note the text. Default: if it is worth it
 * @throws SyntaxError
 */
export function readJson(text: string, isNoted?: boolean): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return value;
  return (isNoted ?? isWorthNoting(value, text)) ? keepJson(value, text) : value;
}

/**
 * Returns an object with a member `data` and the members of `rest`, which has ready JSON if that of `data` is noted. As soon
 * as a caller reads `data`, it has none, because the caller may change it.
 */
export function withData<T extends object>(data: object, rest: T): T & { data: object } {
  const note = noted.get(data);
  if (note === undefined) return { data, ...rest };
  let own: object | undefined;
  const object = {
    get data(): object {
      return (own ??= data);
    },
    set data(value: object) {
      own = value;
    },
    ...rest,
  };
  readyObjects.set(object, () => (own === undefined ? toJson(object, note) : undefined));
  return object;
}

/** Returns the JSON of an object of `withData` whose data has not been read; undefined for any other value. */
export const readyJsonOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? readyObjects.get(value)?.() : undefined;

function toJson(object: Readonly<Record<string, unknown>>, data: string): string {
  const members = Object.keys(object).map((name) => {
    const json = name === 'data' ? data : JSON.stringify(object[name]);
    return json === undefined ? undefined : `${JSON.stringify(name)}:${json}`;
  });
  return `{${members.filter((member) => member !== undefined).join(',')}}`;
}
