/** JSON that is ready to leave as it is. */
export class JsonText {
  constructor(readonly text: string) {}
}

const texts = new WeakMap<object, string>();

/** Notes the JSON of a value that nobody changes any more, so that it is not made again. */
export function keepJson<T extends object>(value: T, text: string): T {
  texts.set(value, text);
  return value;
}

/** The value as JSON: as it was noted, or made now. */
export const jsonOf = (value: object): string => texts.get(value) ?? JSON.stringify(value);
