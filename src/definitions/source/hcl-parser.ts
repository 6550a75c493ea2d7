import { Node } from 'jsonc-parser';
import { HclCursor } from './hcl-cursor.js';
import { readHeredoc, readQuoted } from './hcl-strings.js';

/** Block, for example `resource "type" "name" { … }`. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly offset: number;
  readonly end: number;
  readonly attributes: ReadonlyMap<string, HclAttribute>;
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute {
  readonly name: string;
  readonly offset: number;
  /** Literal as a JSON node; any other expression as a string node `${…}`. */
  readonly value: Node;
}

const NAME = /[A-Za-z_][\w-]*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const MAX_DEPTH = 100;

/**
 * Parses the subset of HCL that Data Actions use: blocks, attributes, literals, lists, objects and `jsonencode(…)`.
 *
 * @throws HclSyntaxError
 */
export function parseHcl(text: string): HclBlock[] {
  return new HclParser(text).file();
}

class HclParser extends HclCursor {
  private depth = 0;

  file(): HclBlock[] {
    const { blocks } = this.body('');
    if (this.at < this.text.length) throw this.error('Unexpected text');
    return blocks;
  }

  private body(close: string): { attributes: Map<string, HclAttribute>; blocks: HclBlock[] } {
    const attributes = new Map<string, HclAttribute>();
    const blocks: HclBlock[] = [];
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.error('The blocks are nested too deeply');
    for (;;) {
      this.skipSpace();
      if (this.at >= this.text.length || (close !== '' && this.text[this.at] === close)) break;
      const offset = this.at;
      const name = this.name();
      this.skipSpace();
      if (this.tryConsume('=')) attributes.set(name, { name, offset, value: this.expression() });
      else blocks.push(this.block(name, offset));
    }
    this.depth -= 1;
    return { attributes, blocks };
  }

  private block(type: string, offset: number): HclBlock {
    const labels: string[] = [];
    while (!this.tryConsume('{')) {
      labels.push(this.text[this.at] === '"' ? String(this.quoted().value) : this.name());
      this.skipSpace();
    }
    const body = this.body('}');
    this.expect('}');
    return { type, labels, offset, end: this.at, ...body };
  }

  private expression(): Node {
    this.skipSpace();
    const offset = this.at;
    const value = this.literal();
    this.skipInlineSpace();
    if (value !== undefined && /[\s,\]})#/:]|^$/.test(this.text[this.at] ?? '')) return value;
    return this.rawExpression(offset);
  }

  private literal(): Node | undefined {
    const offset = this.at;
    const character = this.text[offset] ?? '';
    if (character === '"') return this.quoted();
    if (this.text.startsWith('<<', offset)) return this.moved(readHeredoc(this.text, offset));
    if (character === '[') return this.list();
    if (character === '{') return this.object();
    const number = this.tryConsumeMatch(NUMBER);
    if (number !== undefined) return { type: 'number', value: Number(number), offset, length: number.length };
    const word = this.tryConsumeMatch(NAME);
    if (word === 'true' || word === 'false')
      return { type: 'boolean', value: word === 'true', offset, length: word.length };
    if (word === 'null') return { type: 'null', value: null, offset, length: 4 };
    if (word === 'jsonencode' && this.tryConsume('(')) {
      const value = this.expression();
      this.skipSpace();
      this.tryConsume(',');
      this.skipSpace();
      this.expect(')');
      return value;
    }
    return undefined;
  }

  private quoted(): Node {
    return this.moved(readQuoted(this.text, this.at));
  }

  private moved(node: Node): Node {
    this.at = node.offset + node.length;
    return node;
  }

  private list(): Node {
    const offset = this.at;
    const children = this.items(']', () => this.expression());
    return { type: 'array', offset, length: this.at - offset, children };
  }

  private object(): Node {
    const offset = this.at;
    const children = this.items('}', () => this.property());
    return { type: 'object', offset, length: this.at - offset, children };
  }

  private property(): Node {
    const offset = this.at;
    const key = this.key();
    this.skipSpace();
    if (!this.tryConsume('=') && !this.tryConsume(':')) throw this.error('A member of an object needs = or :');
    const value = this.expression();
    return { type: 'property', offset, length: this.at - offset, children: [key, value] };
  }

  private key(): Node {
    const offset = this.at;
    if (this.text[offset] === '"') return this.quoted();
    const name = this.tryConsume('(') ? this.until(')') : this.name();
    return { type: 'string', value: name, offset, length: this.at - offset };
  }

  private items(close: string, read: () => Node): Node[] {
    const items: Node[] = [];
    this.at += 1;
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.error('The values are nested too deeply');
    for (;;) {
      this.skipSpace();
      if (this.tryConsume(close)) break;
      items.push(read());
      this.skipSpace();
      this.tryConsume(',');
    }
    this.depth -= 1;
    return items;
  }

  /** Reads any other expression up to the end of the line outside brackets. */
  private rawExpression(offset: number): Node {
    this.at = offset;
    let depth = 0;
    while (this.at < this.text.length) {
      const character = this.text[this.at] ?? '';
      if (character === '"') this.quoted();
      else if (/[[({]/.test(character)) depth += 1;
      else if (/[\])}]/.test(character) && depth === 0) break;
      else if (/[\])}]/.test(character)) depth -= 1;
      else if (depth === 0 && /[\n,]/.test(character)) break;
      if (character !== '"') this.at += 1;
    }
    const text = this.text.slice(offset, this.at).trim();
    if (text === '') throw this.error('A value is missing');
    return { type: 'string', value: `\${${text}}`, offset, length: text.length };
  }
}
