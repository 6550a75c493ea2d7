import { VelocityReference } from './velocity-reference.js';

const REFERENCE = /\$(!?)(\{?)([A-Za-z_][\w-]*)/y;
const MEMBER = /\.([A-Za-z_][\w-]*)/y;
const DIRECTIVE = /#\{?(if|elseif|else|end|foreach|set|macro|define)\b\}?/y;
/** Deeper nesting is ignored. */
const MAX_DEPTH = 50;
const OPENS_BLOCK = new Set(['if', 'foreach', 'macro', 'define']);

/**
 * Finds the references of a Velocity template with their context: macros, quotation marks, conditions. Unlike a
 * rendering parser, it keeps this context and accepts incomplete text.
 */
export class VelocityScanner {
  readonly references: VelocityReference[] = [];
  /** Variables that the template sets. */
  readonly locals = new Set<string>();
  hasDirectives = false;

  private readonly blocks: string[] = [];
  private readonly macros: string[] = [];
  private isInString = false;
  private isInDirective = false;

  constructor(private readonly text: string) {
    for (let at = 0; at < text.length;) at = this.step(at);
  }

  private step(at: number): number {
    const character = this.text[at];
    if (character === '$') return this.reference(at) ?? at + 1;
    if (character === '#') return this.directive(at) ?? at + 1;
    if (character === '"' && this.text[at - 1] !== '\\') this.isInString = !this.isInString;
    return at + 1;
  }

  /** @returns the offset after the reference; undefined if none starts here */
  private reference(start: number): number | undefined {
    const [opening, bang, brace, root = ''] = match(REFERENCE, this.text, start) ?? [];
    if (opening === undefined) return undefined;
    const path: string[] = [];
    const index = this.references.length;
    const { isInString, isInDirective } = this;
    const around = { macros: [...this.macros], conditions: this.blocks.slice(-MAX_DEPTH), isInString, isInDirective };
    const found = { start, end: start, isQuiet: bang !== '', root, path, hasCall: false, ...around };
    this.references.push(found);
    const { at, hasCall } = this.members(start + opening.length, root, path);
    const end = brace === '{' && this.text[at] === '}' ? at + 1 : at;
    this.references[index] = { ...found, end, hasCall };
    return end;
  }

  private members(from: number, root: string, path: string[]): { at: number; hasCall: boolean } {
    let at = from;
    let hasCall = false;
    for (;;) {
      const [whole, member] = match(MEMBER, this.text, at) ?? [];
      if (whole !== undefined && member !== undefined) {
        path.push(member);
        at += whole.length;
      } else if (this.text[at] === '(' && path.length > 0 && this.macros.length < MAX_DEPTH) {
        hasCall = true;
        at = this.bracketed(at + 1, ')', [root, ...path].join('.'));
      } else if (this.text[at] === '[' && this.macros.length < MAX_DEPTH && this.text.includes(']', at)) {
        at = this.bracketed(at + 1, ']', root);
      } else {
        return { at, hasCall };
      }
    }
  }

  /** Reads bracketed text, whose strings may contain brackets. */
  private bracketed(from: number, closing: ')' | ']', macro?: string): number {
    if (macro !== undefined) this.macros.push(macro);
    let depth = 1;
    let quote: string | undefined;
    let at = from;
    while (at < this.text.length && depth > 0) {
      const character = this.text[at];
      const behind = character === '$' && quote !== "'" ? this.reference(at) : undefined;
      if (behind === undefined && (quote === undefined ? character === '"' || character === "'" : character === quote))
        quote = quote === undefined ? character : undefined;
      else if (behind === undefined && quote === undefined && character === closing) depth -= 1;
      else if (behind === undefined && quote === undefined && character === '(' && closing === ')') depth += 1;
      at = behind ?? at + 1;
    }
    if (macro !== undefined) this.macros.pop();
    return at;
  }

  private directive(start: number): number | undefined {
    const [opening, keyword = ''] = match(DIRECTIVE, this.text, start) ?? [];
    if (opening === undefined) return undefined;
    this.hasDirectives = true;
    if (keyword === 'end') this.blocks.pop();
    const bracket = this.text.slice(start + opening.length).search(/\S/) + start + opening.length;
    if (keyword === 'else' || keyword === 'end' || this.text[bracket] !== '(') return start + opening.length;
    this.isInDirective = true;
    const end = this.bracketed(bracket + 1, ')');
    this.isInDirective = false;
    this.enter(keyword, this.text.slice(bracket + 1, end - 1));
    return end;
  }

  private enter(keyword: string, condition: string): void {
    const local = /^\s*\$!?\{?([A-Za-z_][\w-]*)/.exec(condition)?.[1];
    if (local !== undefined && (keyword === 'set' || keyword === 'foreach')) this.locals.add(local);
    if (OPENS_BLOCK.has(keyword)) this.blocks.push(condition);
    else if (keyword === 'elseif') this.blocks.push(`${this.blocks.pop() ?? ''} ${condition}`);
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
