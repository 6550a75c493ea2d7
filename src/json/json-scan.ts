const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const FEW = 8;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** A digit, or one of `.eE+-`. */
const isOfNumber = (code: number): boolean =>
  isDigit(code) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === MINUS;

/** What two readers may understand differently, or what goes beyond a limit. */
export interface Ambiguity {
  readonly message: string;
  /** The same without names that the sender chose. */
  readonly logMessage: string;
}

/** Limits of a text that is known to be JSON. */
export interface JsonLimits {
  readonly maxDepth: number;
  /** Members and items in all: memory grows with their number more than with the bytes. */
  readonly maxValues?: number;
}

/** One linear pass over a text that is known to be JSON, for what the parsed value no longer shows. */
export function findAmbiguity(text: string, { maxDepth, maxValues = Infinity }: JsonLimits): Ambiguity | undefined {
  /** The names seen so far in each object that is open; undefined for a list. */
  const open: (Names | undefined)[] = [];
  let nameComes = false;
  let values = 0;
  const hasEscapes = text.includes('\\');
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = hasEscapes ? endOfString(text, at) : text.indexOf('"', at + 1) + 1;
      const names = nameComes ? open.at(-1) : undefined;
      // Without escapes a value has nothing to hide: what is not well-formed did not come as UTF-8.
      if (names || hasEscapes) {
        const string = readString(text.slice(at, end));
        if (!string.isWellFormed()) return plain('a string holds half a surrogate pair, which is no character');
        if (names?.has(string)) return duplicate(string);
        if (names && string === '__proto__') return plain('a member may not be named __proto__');
        names?.add(string);
      }
      nameComes = false;
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
        nameComes = code === OPEN_OBJECT;
      } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
        open.pop();
        nameComes = false;
      } else if (code === COMMA) {
        if ((values += 1) > maxValues) return tooMany(maxValues);
        nameComes = open.at(-1) !== undefined;
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
  while (isOfNumber(text.charCodeAt(at))) at += 1;
  return at;
}

const plain = (message: string): Ambiguity => ({ message, logMessage: message });

const tooMany = (maxValues: number): Ambiguity => plain(`the JSON holds more than ${maxValues} values`);

const duplicate = (name: string): Ambiguity => ({
  message: `the member ${quote(name)} stands twice in one object`,
  logMessage: 'a member stands twice in one object',
});

const readString = (literal: string): string =>
  literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);

function numberProblem(literal: string): string | undefined {
  if (literal.length < 16 && !/[eE]/.test(literal)) return undefined;
  const value = Number(literal);
  if (!Number.isFinite(value)) return 'a number is too large; send it as a string';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'an integer beyond 2^53 loses digits as a number; send it as a string';
  }
  return undefined;
}

/** The names of one object: a few are found fastest one by one, and many are nobody's usual input. */
class Names {
  private readonly few: string[] = [];
  private many: Set<string> | undefined;

  has(name: string): boolean {
    return this.many ? this.many.has(name) : this.few.includes(name);
  }

  add(name: string): void {
    if (this.many) this.many.add(name);
    else if (this.few.push(name) > FEW) this.many = new Set(this.few);
  }
}

/** A name as it can stand in a message: quoted, and no longer than is useful. */
const quote = (name: string): string => JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
