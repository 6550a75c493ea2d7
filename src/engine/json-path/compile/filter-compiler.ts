import { EngineError } from '../../limits/engine-error.js';
import { CharacterIndex } from '../syntax/character-index.js';
import { FilterExpression, Operator, OPERATORS } from '../syntax/filter-expression.js';
import { FilterValueReader, isSignCharacter } from './filter-value-reader.js';
import type { PathParser } from './path-compiler.js';
import { InvalidPath } from '../syntax/path-error.js';

/** Levels of parentheses and negations. */
const MAX_DEPTH = 100;

/** Parses a filter with its brackets: `[?(@.id == 1)]`. @throws InvalidPath */
export function compileFilter(text: string, parsePath: PathParser): FilterExpression {
  const cursor = new CharacterIndex(text).trim();
  cursor.position += 1;
  cursor.dropLast();
  cursor.trim();
  cursor.position += 1;
  cursor.trim();
  if (cursor.current !== '(' || !cursor.lastIs(')')) throw new InvalidPath('A filter is written [?(…)]');
  try {
    return new FilterCompiler(cursor, parsePath).compile();
  } catch (error) {
    if (error instanceof InvalidPath || !(error instanceof EngineError)) throw error;
    throw new InvalidPath(`Cannot read the filter ${text}: ${error.message}`);
  }
}

class FilterCompiler {
  private depth = 0;

  private readonly values: FilterValueReader;

  constructor(
    private readonly cursor: CharacterIndex,
    parsePath: PathParser,
  ) {
    this.values = new FilterValueReader(cursor, parsePath);
  }

  compile(): FilterExpression {
    const expression = this.or();
    this.cursor.skipBlanks();
    if (this.cursor.inBounds())
      throw new InvalidPath(`Unexpected ${this.cursor.slice(this.cursor.position, this.cursor.length)} in the filter`);
    return expression;
  }

  private or(): FilterExpression {
    return this.chain('or', '||', () => this.chain('and', '&&', () => this.operand()));
  }

  private chain(kind: 'and' | 'or', sign: string, read: () => FilterExpression): FilterExpression {
    const first = read();
    const operands = [first];
    while (this.tryConsume(sign)) operands.push(read());
    return operands.length === 1 ? first : { kind, operands };
  }

  private operand(): FilterExpression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new InvalidPath(`The filter is nested deeper than ${MAX_DEPTH} levels`);
    const operand = this.negation() ?? this.group() ?? this.comparison();
    this.depth -= 1;
    return operand;
  }

  /** Reads `!(…)`. A `!` before a path is read as part of the path. */
  private negation(): FilterExpression | undefined {
    const start = this.cursor.skipBlanks().position;
    if (this.cursor.current !== '!') return undefined;
    this.cursor.position += 1;
    if (!/[$@]/.test(this.cursor.skipBlanks().current)) return { kind: 'not', operand: this.operand() };
    this.cursor.position = start;
    return undefined;
  }

  private group(): FilterExpression | undefined {
    if (this.cursor.skipBlanks().current !== '(') return undefined;
    this.cursor.position += 1;
    const expression = this.or();
    if (this.cursor.skipBlanks().current !== ')') throw new InvalidPath('A parenthesis in the filter is not closed');
    this.cursor.position += 1;
    return expression;
  }

  private comparison(): FilterExpression {
    const left = this.values.read();
    const behind = this.cursor.position;
    try {
      const operator = this.operator();
      return { kind: 'comparison', left, operator, right: this.values.read() };
    } catch (error) {
      if (!(error instanceof InvalidPath)) throw error;
      this.cursor.position = behind;
      if (left.kind !== 'path') throw error;
      return { kind: 'exists', path: left };
    }
  }

  private operator(): Operator {
    const start = this.cursor.skipBlanks().position;
    const isSign = isSignCharacter(this.cursor.current);
    const belongs = (character: string): boolean => (isSign ? isSignCharacter(character) : character !== ' ');
    while (this.cursor.inBounds() && belongs(this.cursor.current)) this.cursor.position += 1;
    const text = this.cursor.slice(start, this.cursor.position);
    const operator = OPERATORS.find((one) => one === text.toUpperCase());
    if (operator === undefined) throw new InvalidPath(`There is no filter operator ${text}`);
    return operator;
  }

  private tryConsume(sign: string): boolean {
    const start = this.cursor.position;
    this.cursor.skipBlanks();
    const isThere =
      this.cursor.inBounds(this.cursor.position + sign.length - 1) &&
      this.cursor.text.startsWith(sign, this.cursor.position);
    this.cursor.position = isThere ? this.cursor.position + sign.length : start;
    return isThere;
  }
}
