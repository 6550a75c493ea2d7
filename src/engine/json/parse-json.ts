import { EngineError } from '../limits/engine-error.js';
import { JsonMap, JsonValue } from './json-value.js';

/** Maximum levels of nesting: more than any backend needs, and few enough for the stack. */
const MAX_DEPTH = 500;

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const BLANK = /[ \t\n\r]*/y;
const WORDS: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** A text that is not JSON; `offset` is the position of the first wrong character. */
export class JsonSyntaxError extends EngineError {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/**
 * Parses JSON (RFC 8259) without the losses of `JSON.parse`: keeps the digits of large integers, the difference between
 * `2` and `2.0`, and the order of members.
 *
 * @throws JsonSyntaxError
 */
export function parseJson(text: string): JsonValue {
  return new JsonParser(text).parse();
}

class JsonParser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): JsonValue {
    const value = this.value(0);
    this.skipBlanks();
    if (this.at < this.text.length) this.fail();
    return value;
  }

  private value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw new JsonSyntaxError(`The JSON is nested deeper than ${MAX_DEPTH} levels`, this.at);
    this.skipBlanks();
    switch (this.text[this.at]) {
      case '{':
        return this.object(depth);
      case '[':
        return this.list(depth);
      case '"':
        return this.string();
      default:
        return this.wordOrNumber();
    }
  }

  private object(depth: number): JsonMap {
    const map: JsonMap = new Map();
    this.at += 1;
    if (this.tryConsume('}')) return map;
    do {
      this.skipBlanks();
      const name = this.string();
      if (!this.tryConsume(':')) this.fail();
      map.set(name, this.value(depth + 1));
    } while (this.tryConsume(','));
    if (!this.tryConsume('}')) this.fail();
    return map;
  }

  private list(depth: number): JsonValue[] {
    const list: JsonValue[] = [];
    this.at += 1;
    if (this.tryConsume(']')) return list;
    do list.push(this.value(depth + 1));
    while (this.tryConsume(','));
    if (!this.tryConsume(']')) this.fail();
    return list;
  }

  private string(): string {
    if (this.text[this.at] !== '"') this.fail();
    return JSON.parse(this.match(STRING)) as string;
  }

  private number(): bigint | number {
    const text = this.match(NUMBER);
    return /[.eE]/.test(text) ? Number(text) : BigInt(text);
  }

  private wordOrNumber(): JsonValue {
    const found = WORDS.find(([word]) => this.text.startsWith(word, this.at));
    if (found === undefined) return this.number();
    this.at += found[0].length;
    return found[1];
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [text] = pattern.exec(this.text) ?? [];
    if (text === undefined) return this.fail();
    this.at += text.length;
    return text;
  }

  private tryConsume(character: string): boolean {
    this.skipBlanks();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private skipBlanks(): void {
    BLANK.lastIndex = this.at;
    this.at += BLANK.exec(this.text)?.[0].length ?? 0;
  }

  private fail(): never {
    const found = this.at < this.text.length ? JSON.stringify(this.text.slice(this.at, this.at + 10)) : 'end of text';
    throw new JsonSyntaxError(`Unexpected ${found} at character ${this.at + 1}`, this.at);
  }
}
