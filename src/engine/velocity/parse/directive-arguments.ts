import type { BlockParser } from './block-parser.js';
import type { ExpressionParser } from './expression-parser.js';
import { Expression } from './template-node.js';

/** The arguments of a directive, separated by blanks or commas. A word without quotes or `$` has no value. */
export class DirectiveArguments {
  readonly values: (Expression | undefined)[] = [];
  /** Words without quotes or `$`, by position. */
  readonly words = new Map<number, string>();
  /** Values of `$name = value`, by position. */
  readonly defaults = new Map<number, Expression>();

  /** @throws TemplateSyntaxError */
  constructor(
    private readonly blocks: BlockParser,
    private readonly expressions: ExpressionParser,
    private readonly directive: string,
  ) {
    const { cursor } = blocks;
    if (cursor.tryConsumeMatch(/\s*\(/y) === undefined) return;
    for (;;) {
      cursor.tryConsumeMatch(/\s*(?:,\s*)?/y);
      if (cursor.tryConsume(')')) return;
      this.read();
    }
  }

  private read(): void {
    const { cursor } = this.blocks;
    if (this.directive === '#macro' && cursor.tryConsumeMatch(/##[^\r\n]*/y) !== undefined) return;
    const value = this.expressions.operand();
    const word = value === undefined ? cursor.tryConsumeMatch(/[A-Za-z_@]\w*/y) : undefined;
    if (value === undefined && word === undefined)
      throw cursor.error(`Cannot read the arguments of ${this.directive}: close the bracket, or correct the arguments`);
    const position = this.values.push(value) - 1;
    if (word !== undefined) this.words.set(position, word);
    if (this.directive !== '#macro' || cursor.tryConsumeMatch(/\s*=\s*/y) === undefined) return;
    const defaultValue = this.expressions.operand();
    if (defaultValue === undefined) throw cursor.error('A default value is missing');
    this.defaults.set(position, defaultValue);
  }
}
