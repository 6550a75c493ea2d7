interface Noted {
  readonly text: string;
  readonly isShared: boolean;
}

const noted = new WeakMap<object, Noted>();
const readyObjects = new WeakMap<object, () => string | undefined>();

/**
 * Notes the JSON of a value that does not change any more.
 *
 * @param isShared whether the value serves several calls, so that each must get a copy of its own
 */
export function keepJson<T extends object>(value: T, text: string, isShared = false): T {
  noted.set(value, { text, isShared });
  return value;
}

/** Returns the JSON of a value, noted or new; undefined for a value that has none. */
export function jsonOf(value: object): string;
export function jsonOf(value: unknown): string | undefined;
export function jsonOf(value: unknown): string | undefined {
  const note = typeof value === 'object' && value !== null ? noted.get(value) : undefined;
  return note?.text ?? JSON.stringify(value);
}

/** Returns the noted JSON of a value. */
export const notedJson = (value: object): string | undefined => noted.get(value)?.text;

/**
 * Parses a JSON text. Notes the text if the value does not hold all of it, for example the digits of a number over 2^53.
 *
 * @throws SyntaxError
 */
export function readJson(text: string, isShared = false): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || JSON.stringify(value) === text) return value;
  return keepJson(value, text, isShared);
}

/** Returns a value that one of several readers may change: a copy, or the value itself if its JSON is noted as shared. */
export const ownValue = (value: unknown, text: string): unknown =>
  typeof value === 'object' && value !== null && noted.has(value) ? value : (JSON.parse(text) as unknown);

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
      return (own ??= note.isShared ? (JSON.parse(note.text) as object) : data);
    },
    set data(value: object) {
      own = value;
    },
    ...rest,
  };
  readyObjects.set(object, () => (own === undefined ? toJson(object, note.text) : undefined));
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
