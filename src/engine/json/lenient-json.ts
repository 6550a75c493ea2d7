import { EngineError } from '../limits/engine-error.js';
import { JsonMap, JsonValue } from './json-value.js';

const MAX_DEPTH = 50;
const NUMBER = /^-?\d+(\.\d*)?([eE][+-]?\d+)?$/;
const BARE = /[^,:\]}\s][^,:\]}]*/y;

/**
 * Parses JSON as json-smart does in its permissive mode: names and texts may have single quotes or none, and a trailing
 * comma is allowed. Ignores the rest after the value. Lists and objects in filters have this form.
 *
 * @throws EngineError
 */
export function parseLenientJson(text: string): JsonValue {
  return new LenientJsonParser(text).parse();
}

class LenientJsonParser {
  private at = 0;

  constructor(private readonly text: string) {}

  parse(): JsonValue {
    return this.value(0);
  }

  private value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) throw new EngineError(`The JSON is nested deeper than ${MAX_DEPTH} levels`);
    this.skipBlanks();
    const character = this.text[this.at];
    if (character === '[') return this.list(depth);
    if (character === '{') return this.object(depth);
    if (character === '"' || character === "'") return this.quoted(character);
    return wordOf(this.bare());
  }

  private list(depth: number): JsonValue[] {
    const list: JsonValue[] = [];
    this.at += 1;
    while (!this.tryConsume(']')) {
      if (this.tryConsume(',')) continue;
      list.push(this.value(depth + 1));
    }
    return list;
  }

  private object(depth: number): JsonMap {
    const map: JsonMap = new Map();
    this.at += 1;
    while (!this.tryConsume('}')) {
      if (this.tryConsume(',')) continue;
      const character = this.text[this.at];
      const name = character === '"' || character === "'" ? this.quoted(character) : this.bare();
      if (!this.tryConsume(':')) this.fail();
      map.set(name, this.value(depth + 1));
    }
    return map;
  }

  private quoted(quote: string): string {
    let content = '';
    for (this.at += 1; this.text[this.at] !== quote; this.at += 1) {
      if (this.at >= this.text.length) this.fail();
      if (this.text[this.at] === '\\') {
        content += this.escape();
      } else {
        content += this.text[this.at] ?? '';
      }
    }
    this.at += 1;
    return content;
  }

  private escape(): string {
    this.at += 1;
    const character = this.text[this.at] ?? this.fail();
    if (character !== 'u') return ESCAPES[character] ?? character;
    const code = this.text.slice(this.at + 1, this.at + 5);
    this.at += 4;
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  private bare(): string {
    BARE.lastIndex = this.at;
    const [text] = BARE.exec(this.text) ?? this.fail();
    this.at += text.length;
    return text.trim();
  }

  private tryConsume(character: string): boolean {
    this.skipBlanks();
    if (this.at >= this.text.length) this.fail();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private skipBlanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private fail(): never {
    throw new EngineError(`Not JSON at character ${this.at + 1}: ${this.text.slice(0, 100)}`);
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function wordOf(text: string): JsonValue {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  const [, fraction, exponent] = NUMBER.exec(text) ?? [''];
  if (!NUMBER.test(text)) return text;
  return fraction === undefined && exponent === undefined ? BigInt(text) : Number(text);
}
