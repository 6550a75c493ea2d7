import { BinaryOperator, Expression, Reference } from './template-node.js';
import { TemplateCursor } from './template-cursor.js';
import { readString } from './string-literal.js';

/** Functions of the surrounding parser that expressions use. */
export interface ExpressionContext {
  readonly cursor: TemplateCursor;
  reference(): Reference | undefined;
  interpolated(content: string, offset: number): Expression;
}

const LEVELS: readonly (readonly (readonly [RegExp, BinaryOperator])[])[] = [
  [[/\|\||or\b/y, '||']],
  [[/&&|and\b/y, '&&']],
  [
    [/==|eq\b/y, '=='],
    [/!=|ne\b/y, '!='],
  ],
  [
    [/<=|le\b/y, '<='],
    [/>=|ge\b/y, '>='],
    [/<|lt\b/y, '<'],
    [/>|gt\b/y, '>'],
  ],
  [
    [/\+/y, '+'],
    // A minus before a digit belongs to the number, so `$a -1` is not a subtraction.
    [/-(?!\d|\.\d)/y, '-'],
  ],
  [
    [/\*/y, '*'],
    [/\//y, '/'],
    [/%/y, '%'],
  ],
];

const FLOAT = /-?(?:\d+\.(?!\.)\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)/y;
const INTEGER = /-?\d+/y;

/** Parses the expressions of `#if`, `#set`, indexes and arguments. */
export class ExpressionParser {
  /** @param allowsWords whether a word without `$` counts as a reference without a value, as in the arguments of a method */
  constructor(
    private readonly context: ExpressionContext,
    private readonly allowsWords = false,
  ) {}

  /** Reads an expression with operators. */
  expression(level = 0): Expression {
    const { cursor } = this.context;
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    const start = cursor.at;
    let left = this.expression(level + 1);
    for (;;) {
      const end = cursor.at;
      const found = operators.find(([pattern]) => cursor.tryConsumeMatch(pattern) !== undefined);
      if (found === undefined) return left;
      const rightStart = cursor.at;
      const right = cursor.nested(() => this.expression(level + 1));
      const literals = [cursor.text.slice(start, end).trim(), cursor.text.slice(rightStart, cursor.at).trim()] as const;
      left = { kind: 'binary', operator: found[1], left, right, literals };
    }
  }

  /**
   * Reads an operand without operators, such as an item of a list or an argument of a directive. Returns undefined if the
   * text at the cursor is not an operand.
   */
  operand(): Expression | undefined {
    const { cursor } = this.context;
    const character = cursor.current;
    if (character === '"' || character === "'") return this.string();
    if (character === '$') return this.context.reference();
    if (character === '[') return cursor.nested(() => this.listOrRange());
    if (character === '{') return cursor.nested(() => this.map());
    if (cursor.tryConsumeMatch(/true\b/y) !== undefined) return { kind: 'literal', value: true };
    if (cursor.tryConsumeMatch(/false\b/y) !== undefined) return { kind: 'literal', value: false };
    if (this.allowsWords && cursor.tryConsumeMatch(/[A-Za-z_]\w*/y) !== undefined)
      return { kind: 'literal', value: null };
    return this.number();
  }

  private unary(): Expression {
    const { cursor } = this.context;
    cursor.skipSpace();
    if (cursor.tryConsumeMatch(/!(?!=)|not\b/y) !== undefined)
      return cursor.nested(() => ({ kind: 'not', operand: this.unary() }));
    if (cursor.tryConsumeMatch(/-(?!\d|\.\d)/y) !== undefined)
      return cursor.nested(() => ({ kind: 'negate', operand: this.primary() }));
    return this.primary();
  }

  private primary(): Expression {
    const { cursor } = this.context;
    cursor.skipSpace();
    const value = cursor.current === '(' ? this.group() : this.operand();
    if (value === undefined) throw cursor.error('Expected a value here');
    cursor.skipSpace();
    return value;
  }

  private group(): Expression {
    const { cursor } = this.context;
    cursor.at += 1;
    const inner = cursor.nested(() => this.expression());
    cursor.expect(')', 'A group');
    return inner;
  }

  private number(): Expression | undefined {
    const { cursor } = this.context;
    const float = cursor.tryConsumeMatch(FLOAT);
    if (float !== undefined) return { kind: 'literal', value: Number(float) };
    const integer = cursor.tryConsumeMatch(INTEGER);
    return integer === undefined ? undefined : { kind: 'literal', value: BigInt(integer) };
  }

  private string(): Expression {
    const { cursor } = this.context;
    const start = cursor.at;
    const { content, isInterpolated } = readString(cursor);
    if (!isInterpolated) return { kind: 'literal', value: content };
    return cursor.nested(() => this.context.interpolated(content, start + 1));
  }

  private listOrRange(): Expression {
    const { cursor } = this.context;
    cursor.at += 1;
    cursor.skipSpace();
    if (cursor.tryConsume(']')) return { kind: 'list', items: [] };
    const first = this.item('A list');
    if (cursor.tryConsume('..')) {
      const to = this.item('A range');
      cursor.expect(']', 'A range');
      return { kind: 'range', from: first, to };
    }
    const items = [first];
    while (cursor.tryConsume(',')) items.push(this.item('A list'));
    cursor.expect(']', 'A list');
    return { kind: 'list', items };
  }

  private map(): Expression {
    const { cursor } = this.context;
    cursor.at += 1;
    cursor.skipSpace();
    const entries: (readonly [Expression, Expression])[] = [];
    if (cursor.tryConsume('}')) return { kind: 'map', entries };
    do {
      const key = this.item('A map');
      cursor.expect(':', 'A map');
      entries.push([key, this.item('A map')]);
    } while (cursor.tryConsume(','));
    cursor.expect('}', 'A map');
    return { kind: 'map', entries };
  }

  private item(where: string): Expression {
    const { cursor } = this.context;
    cursor.skipSpace();
    const item = this.operand();
    if (item === undefined) throw cursor.error(`${where} needs a value here`);
    cursor.skipSpace();
    return item;
  }
}
