import { DirectiveParser } from './directive-parser.js';
import { ExpressionContext } from './expression-parser.js';
import { ReferenceParser } from './reference-parser.js';
import { TemplateCursor } from './template-cursor.js';
import { Block, Expression, MacroDefinition, Reference, Statement, Template } from './template-node.js';

/** Names that end a block. */
export type BlockEnd = 'end' | 'else' | 'elseif';

const DIRECTIVE = /#(?:\{([A-Za-z_@]\w*)\}|([A-Za-z_@]\w*))/y;
const BUILT_IN = new Set('if elseif else end set foreach break stop define macro evaluate include parse'.split(' '));

/** Parses statements: text, references, comments and directives. Blanks around directives follow Velocity's mode `lines`. */
export class BlockParser implements ExpressionContext {
  /** Whether only blanks precede the cursor in its line. Velocity prints no line for a directive in this position. */
  isAtLineStart = true;
  private readonly references = new ReferenceParser(this);
  private readonly directives: DirectiveParser;

  constructor(
    readonly cursor: TemplateCursor,
    readonly macros: Map<string, MacroDefinition>,
    private readonly parse: (text: string, depth: number) => Template,
  ) {
    this.directives = new DirectiveParser(this);
  }

  template(): Block {
    const block = this.block();
    const end = this.endHere();
    if (end !== undefined) throw this.cursor.error(`#${end} has no block to end`);
    return block;
  }

  /** Reads statements up to the end of the template or of the block. The cursor stays before `#end` or `#else`. */
  block(): Statement[] {
    const statements: Statement[] = [];
    while (!this.cursor.isAtEnd && this.endHere() === undefined) statements.push(...this.statement());
    return statements;
  }

  /** Returns the directive at the cursor if it ends a block. At the start of a line, blanks before it are skipped. */
  endHere(): BlockEnd | undefined {
    const name = this.directiveAt(this.cursor.at + this.blanks());
    return name === 'end' || name === 'else' || name === 'elseif' ? name : undefined;
  }

  /** Moves past the blanks and the directive that ends a block. */
  takeEnd(): void {
    this.cursor.at += this.blanks();
    this.cursor.tryConsumeMatch(DIRECTIVE);
  }

  reference(): Reference | undefined {
    return this.references.read();
  }

  interpolated(content: string, offset: number): Expression {
    const template = this.parse(content, this.cursor.depth);
    for (const [name, macro] of template.macros) this.macros.set(name, macro);
    return { kind: 'interpolated', template, offset };
  }

  isDirective(name: string): boolean {
    return BUILT_IN.has(name) || this.macros.has(name);
  }

  private statement(): Statement[] {
    const { cursor } = this;
    cursor.countStatement();
    const start = cursor.at;
    const blanks = this.blanks();
    if (this.directiveAt(start + blanks) !== undefined) {
      cursor.at += blanks;
      return this.directive(start);
    }
    if (blanks > 0) {
      cursor.at += blanks;
      this.isAtLineStart = false;
      return [this.textFrom(start)];
    }
    if (cursor.current === '$') return this.dollar();
    if (cursor.current === '#') return this.hash();
    if (cursor.current === '\\') return this.backslash();
    return [this.plainText()];
  }

  private blanks(): number {
    return this.isAtLineStart ? (this.cursor.match(/[ \t]*/y)?.[0].length ?? 0) : 0;
  }

  private directiveAt(at: number): string | undefined {
    if (this.cursor.text[at] !== '#') return undefined;
    DIRECTIVE.lastIndex = at;
    const [, bracketed, bare] = DIRECTIVE.exec(this.cursor.text) ?? [];
    return bracketed ?? bare;
  }

  /** @param start offset of the blanks before the directive, which are part of its literal text */
  private directive(start: number): Statement[] {
    const [whole = '', bracketed, bare = ''] = this.cursor.match(DIRECTIVE) ?? [];
    return this.directives.read(bracketed ?? bare, whole, start);
  }

  private textFrom(start: number): Statement {
    return { kind: 'text', text: this.cursor.text.slice(start, this.cursor.at) };
  }

  /** Reads text up to the next special character. If the text contains line breaks, reads only up to the last one. */
  private plainText(): Statement {
    const { cursor } = this;
    const start = cursor.at;
    cursor.tryConsumeMatch(/[^$#\\]+/y);
    const text = cursor.text.slice(start, cursor.at);
    const lineEnd = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    this.isAtLineStart = lineEnd >= 0;
    if (lineEnd >= 0) cursor.at = start + lineEnd + 1;
    return this.textFrom(start);
  }

  private dollar(): Statement[] {
    const { cursor } = this;
    this.isAtLineStart = false;
    const reference = this.reference();
    if (reference !== undefined) return [reference];
    const start = cursor.at;
    if (cursor.tryConsumeMatch(/\$+(?=\$)/y) !== undefined) return [this.textFrom(start)];
    // `$\!name` prints `$!name`.
    const slashed = cursor.tryConsumeMatch(/\$\\+!\{?[A-Za-z_]\w*/y);
    if (slashed !== undefined) return [{ kind: 'text', text: slashed.replace('\\', '') }];
    cursor.at += 1;
    const text = this.textFrom(start);
    // `$!` without a name prints only its `$`.
    cursor.tryConsume('!');
    return [text];
  }

  private hash(): Statement[] {
    const { cursor } = this;
    const start = cursor.at;
    if (cursor.tryConsume('##')) {
      cursor.tryConsumeMatch(/[^\r\n]*(?:\r\n|\n|\r)?/y);
      this.isAtLineStart = true;
      return [];
    }
    const [close, isText] = cursor.startsWith('#[[') ? ([']]#', true] as const) : (['*#', false] as const);
    this.isAtLineStart = false;
    if (!isText && !cursor.startsWith('#*')) {
      cursor.at += 1;
      return [this.textFrom(start)];
    }
    const end = cursor.text.indexOf(close, start + 2 + Number(isText));
    if (end < 0 && isText) throw cursor.error('A text #[[ is not closed by ]]#');
    cursor.at = end < 0 ? cursor.text.length : end + close.length;
    return isText ? [{ kind: 'text', text: cursor.text.slice(start + 3, end) }] : [];
  }

  /** Reads backslashes. They escape a reference or a directive after them, and are text otherwise. */
  private backslash(): Statement[] {
    const { cursor } = this;
    this.isAtLineStart = false;
    const reference = this.reference();
    if (reference !== undefined) return [reference];
    const start = cursor.at;
    const count = cursor.tryConsumeMatch(/\\+/y)?.length ?? 0;
    const name = this.directiveAt(cursor.at);
    if (name === undefined) return [this.textFrom(start)];
    const isKnown = this.isDirective(name);
    if (count % 2 === 0) {
      const isHalved = isKnown && name !== 'set';
      return [{ kind: 'text', text: '\\'.repeat(isHalved ? count / 2 : count) }];
    }
    const word = cursor.tryConsumeMatch(DIRECTIVE) ?? '';
    return [{ kind: 'text', text: '\\'.repeat(isKnown ? (count - 1) / 2 : count) + word }];
  }
}
