import { parseLenientJson } from '../../json/lenient-json.js';
import { JavaPattern } from '../../regex/java-pattern.js';
import type { CharacterIndex } from '../syntax/character-index.js';
import { FilterValue, numberOf, quotedText } from '../syntax/filter-value.js';
import type { PathParser } from './path-compiler.js';
import { InvalidPath } from '../syntax/path-error.js';

/** Reads one side of a comparison: a path, a string, a number, a keyword, JSON or a regular expression. */
export class FilterValueReader {
  constructor(
    private readonly cursor: CharacterIndex,
    private readonly parsePath: PathParser,
  ) {}

  /** @throws InvalidPath */
  read(): FilterValue {
    const { cursor } = this;
    const character = cursor.skipBlanks().current;
    switch (character) {
      case '$':
      case '@':
        return this.path();
      case '!':
        cursor.position += 1;
        if (/[$@]/.test(cursor.skipBlanks().current)) return this.path();
        throw new InvalidPath('Unexpected ! in the filter');
      case "'":
      case '"':
        return quotedText(this.until(cursor.indexOfUnescaped(character) + 1, 'A text'));
      case 't':
        return this.word('true', { kind: 'boolean', isTrue: true });
      case 'f':
        return this.word('false', { kind: 'boolean', isTrue: false });
      case 'n':
        return this.word('null', { kind: 'null' });
      case '{':
        return this.json('{', '}');
      case '[':
        return this.json('[', ']');
      case '/':
        return this.pattern();
      default:
        return this.number();
    }
  }

  private word(word: string, value: FilterValue): FilterValue {
    const { cursor } = this;
    if (!cursor.inBounds(cursor.position + word.length - 1) || !cursor.text.startsWith(word, cursor.position))
      throw new InvalidPath(`Unexpected text in the filter: texts need quotes`);
    cursor.position += word.length;
    return value;
  }

  private json(open: string, close: string): FilterValue {
    const end = this.cursor.indexOfMatchingClose(this.cursor.position, open, close, false);
    const literal = this.until(end + 1, 'A list or an object');
    return { kind: 'json', json: parseLenientJson(literal), literal };
  }

  private pattern(): FilterValue {
    const start = this.cursor.position;
    this.until(this.cursor.indexOfUnescaped('/') + 1, 'A regular expression');
    const source = this.cursor.slice(start + 1, this.cursor.position - 1);
    const flagsAt = this.cursor.position;
    while (this.cursor.inBounds() && /[dixmsuU]/.test(this.cursor.current)) this.cursor.position += 1;
    return { kind: 'pattern', pattern: new JavaPattern(source, this.cursor.slice(flagsAt, this.cursor.position)) };
  }

  private number(): FilterValue {
    const { cursor } = this;
    const start = cursor.position;
    while (cursor.inBounds() && /[\d.eE-]/.test(cursor.current)) cursor.position += 1;
    return numberOf(cursor.slice(start, cursor.position));
  }

  private path(): FilterValue {
    const { cursor } = this;
    const start = cursor.position;
    const before = cursor.indexOfPreviousSignificant();
    const shouldExist = before < 0 || cursor.charAt(before) !== '!';
    cursor.position += 1;
    while (cursor.inBounds()) {
      if (cursor.current === '[') {
        const close = cursor.indexOfMatchingClose(cursor.position, '[', ']', false);
        if (close < 0) throw new InvalidPath('A bracket in the filter is not closed');
        cursor.position = close + 1;
      }
      const character = cursor.current;
      const isGroupEnd = character === ')' && !this.closesFunction(start);
      if (!cursor.inBounds() || isSignCharacter(character) || character === ' ' || isGroupEnd) break;
      cursor.position += 1;
    }
    return { kind: 'path', path: this.parsePath(cursor.slice(start, cursor.position)), shouldExist };
  }

  /** Returns whether the `)` under the cursor closes the parentheses of `.name()`. */
  private closesFunction(start: number): boolean {
    const open = this.cursor.indexOfPreviousSignificant();
    if (open < 0 || this.cursor.charAt(open) !== '(') return false;
    const dot = this.cursor.text.lastIndexOf('.', open - 1);
    return dot > start;
  }

  /**
   * Moves the cursor.
   *
   * @returns the text in between
   * @throws InvalidPath if `end` is 0, which means that the end is missing
   */
  private until(end: number, what: string): string {
    if (end <= 0) throw new InvalidPath(`${what} in the filter is not closed`);
    const text = this.cursor.slice(this.cursor.position, end);
    this.cursor.position = end;
    return text;
  }
}

export const isSignCharacter = (character: string): boolean => /[<>=~!]/.test(character);
