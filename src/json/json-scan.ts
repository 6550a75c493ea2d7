const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;
const BACKSLASH_ANYWHERE = /\\/;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

const isNumberCharacter = (code: number): boolean =>
  isDigit(code) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === MINUS;

/** Content that two parsers may read differently, or that exceeds a limit. */
export interface Ambiguity {
  readonly message: string;
  /** The message without names from the sender. */
  readonly logMessage: string;
}

export interface JsonLimits {
  readonly maxDepth: number;
  /** Total number of members and items, which determines the memory of the parsed value. */
  readonly maxValues?: number;
}

/** Finds an ambiguity of valid JSON that its parsed value no longer shows. Needs one linear pass. */
export function findAmbiguity(text: string, { maxDepth, maxValues = Infinity }: JsonLimits): Ambiguity | undefined {
  /** Names so far in each open object; undefined for a list. */
  const open: (Names | undefined)[] = [];
  let isNameNext = false;
  let values = 0;
  // Do not use `includes()` here: V8 would repeat it in each step of the loop, so the scan would be quadratic.
  const hasEscapes = BACKSLASH_ANYWHERE.test(text);
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = hasEscapes ? endOfString(text, at) : text.indexOf('"', at + 1) + 1;
      const names = isNameNext ? open.at(-1) : undefined;
      // Only an escape can produce an unpaired surrogate: UTF-8 cannot encode one.
      if (names || hasEscapes) {
        const string = readString(text.slice(at, end));
        if (!string.isWellFormed()) return plain('a string contains an unpaired surrogate');
        if (names?.has(string)) return duplicate(string);
        if (names && string === '__proto__') return plain('the member name __proto__ is not allowed');
        names?.add(string);
      }
      isNameNext = false;
      at = end;
    } else if (code === MINUS || isDigit(code)) {
      const end = endOfNumber(text, at);
      const problem = numberProblem(text.slice(at, end));
      if (problem) return plain(problem);
      at = end;
    } else {
      if (code === OPEN_OBJECT || code === OPEN_LIST) {
        if (open.length === maxDepth) return plain(`the JSON is nested deeper than ${maxDepth} levels`);
        if ((values += 1) > maxValues) return tooMany(maxValues);
        open.push(code === OPEN_OBJECT ? new Names() : undefined);
        isNameNext = code === OPEN_OBJECT;
      } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
        open.pop();
        isNameNext = false;
      } else if (code === COMMA) {
        if ((values += 1) > maxValues) return tooMany(maxValues);
        isNameNext = open.at(-1) !== undefined;
      }
      at += 1;
    }
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at + 1;
  }
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (isNumberCharacter(text.charCodeAt(at))) at += 1;
  return at;
}

const plain = (message: string): Ambiguity => ({ message, logMessage: message });

const tooMany = (maxValues: number): Ambiguity => plain(`the JSON contains more than ${maxValues} values`);

const duplicate = (name: string): Ambiguity => ({
  message: `the member ${quote(name)} occurs twice in one object`,
  logMessage: 'a member occurs twice in one object',
});

const readString = (literal: string): string =>
  literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);

function numberProblem(literal: string): string | undefined {
  if (literal.length < 16 && !/[eE]/.test(literal)) return undefined;
  const value = Number(literal);
  if (!Number.isFinite(value)) return 'a number is too large; send it as a string';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'an integer beyond 2^53 loses digits; send it as a string';
  }
  return undefined;
}

/** Most objects have few names, for which an array is faster than a Set. */
const MAX_ARRAY_NAMES = 8;

class Names {
  private readonly array: string[] = [];
  private set: Set<string> | undefined;

  has(name: string): boolean {
    return this.set ? this.set.has(name) : this.array.includes(name);
  }

  add(name: string): void {
    if (this.set) this.set.add(name);
    else if (this.array.push(name) > MAX_ARRAY_NAMES) this.set = new Set(this.array);
  }
}

/** Quotes and shortens a name for a message. */
const quote = (name: string): string => JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
