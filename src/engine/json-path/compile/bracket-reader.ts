import type { CharacterIndex } from '../syntax/character-index.js';
import { compileFilter } from './filter-compiler.js';
import type { PathParser } from './path-compiler.js';
import { InvalidPath } from '../syntax/path-error.js';
import type { PathToken } from '../syntax/path-token.js';
import { unescape } from '../syntax/unescape.js';

const MAX_INDEX = 2 ** 31 - 1;

/** Reads the content of square brackets: names, indexes, a slice, a wildcard or a filter. */
export class BracketReader {
  constructor(
    private readonly cursor: CharacterIndex,
    private readonly parsePath: PathParser,
  ) {}

  /** @throws InvalidPath */
  read(): PathToken {
    const token = this.names() ?? this.indexesOrSlice() ?? this.wildcard() ?? this.filter();
    if (token !== undefined) return token;
    throw new InvalidPath(
      `Cannot read the brackets at character ${this.cursor.position + 1}: expected a name in quotes, a number, *, or ?(…)`,
    );
  }

  /** `['name']`, `["one", "two"]` */
  private names(): PathToken | undefined {
    const { cursor } = this;
    const quote = cursor.nextSignificant().character;
    if (quote !== "'" && quote !== '"') return undefined;
    const names: string[] = [];
    let start = cursor.position + 1;
    let lastQuote = 0;
    let isInside = false;
    let isAfterComma = false;
    let index = start;
    for (; cursor.inBounds(index); index += 1) {
      const character = cursor.charAt(index);
      if (character === '\\') {
        index += 1;
      } else if (character === ']' && !isInside) {
        if (isAfterComma) throw new InvalidPath('A name is missing after the comma');
        break;
      } else if (character === quote && !isInside) {
        start = index + 1;
        isInside = true;
        isAfterComma = false;
      } else if (character === quote) {
        if (!/[\],]/.test(cursor.nextSignificant(index).character))
          throw new InvalidPath(`A comma or ] must follow a name in quotes (character ${index + 1})`);
        names.push(unescape(cursor.slice(start, index)));
        lastQuote = index;
        isInside = false;
      } else if (character === ',' && !isInside) {
        if (isAfterComma) throw new InvalidPath('A name is missing between two commas');
        isAfterComma = true;
      }
    }
    if (isInside) throw new InvalidPath(`The quote ${quote} is not closed`);
    const close = cursor.indexOfNextSignificant(']', lastQuote);
    if (close < 0) throw new InvalidPath('The bracket [ is not closed');
    if (names.length === 0) throw new InvalidPath('The brackets contain no name');
    cursor.position = close + 1;
    return { kind: 'property', names };
  }

  /** `[0]`, `[-1]`, `[0,2]`, `[1:]`, `[:2]`, `[1:2]` */
  private indexesOrSlice(): PathToken | undefined {
    const { cursor } = this;
    if (!/[\d:-]/.test(cursor.nextSignificant().character)) return undefined;
    const close = cursor.indexOf(']', cursor.position + 1);
    if (close < 0) return undefined;
    const text = cursor.slice(cursor.position + 1, close).trim();
    if (!/^[\d,: -]*$/.test(text)) return undefined;
    const token: PathToken = text.includes(':')
      ? { kind: 'slice', ...sliceOf(text) }
      : { kind: 'index', indexes: text.split(',').map((index) => integerOf(index.trim())) };
    cursor.position = close + 1;
    return token;
  }

  private wildcard(): PathToken | undefined {
    const { cursor } = this;
    if (!cursor.nextSignificantIs('*')) return undefined;
    const close = cursor.indexOfNextSignificant(']', cursor.indexOfNextSignificant('*'));
    if (close < 0) throw new InvalidPath('A ] must follow [*');
    cursor.position = close + 1;
    return { kind: 'wildcard' };
  }

  /** `[?(…)]` */
  private filter(): PathToken | undefined {
    const { cursor } = this;
    const question = cursor.indexOfNextSignificant('?');
    if (question < 0) return undefined;
    const open = cursor.indexOfNextSignificant('(', question);
    if (open < 0) return undefined;
    const closeParenthesis = cursor.indexOfMatchingClose(open, '(', ')', true);
    if (closeParenthesis < 0 || !cursor.nextSignificantIs(']', closeParenthesis)) return undefined;
    const close = cursor.indexOfNextSignificant(']', closeParenthesis);
    const expression = compileFilter(cursor.slice(cursor.position, close + 1), this.parsePath);
    cursor.position = close + 1;
    return { kind: 'filter', expression };
  }
}

function sliceOf(text: string): { from: number | undefined; to: number | undefined } {
  if (/[^\d:-]/.test(text)) throw new InvalidPath(`A slice is written [from:to], without blanks: ${text}`);
  const [from, to] = text.split(':').map((bound) => (bound === '' ? undefined : integerOf(bound)));
  if (from === undefined && to === undefined) throw new InvalidPath('A slice needs at least one of its two bounds');
  return { from, to };
}

function integerOf(text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (!(Math.abs(value) <= MAX_INDEX)) throw new InvalidPath(`${text} is not an index of a list`);
  return value;
}
