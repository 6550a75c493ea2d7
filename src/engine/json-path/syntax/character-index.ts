import { InvalidPath } from './path-error.js';

/**
 * A cursor over a text with a movable end. Copies Jayway's class of the same name, including reads past the end, because
 * they decide whether a path is valid.
 */
export class CharacterIndex {
  position = 0;
  private end: number;

  constructor(readonly text: string) {
    this.end = text.length - 1;
  }

  get length(): number {
    return this.end + 1;
  }

  /** @throws InvalidPath beyond the text */
  charAt(index: number): string {
    const character = this.text[index];
    if (character === undefined) throw new InvalidPath(`The path ends too early: ${this.text}`);
    return character;
  }

  get current(): string {
    return this.charAt(this.position);
  }

  inBounds(index = this.position): boolean {
    return index >= 0 && index <= this.end;
  }

  isAtTail(): boolean {
    return this.position >= this.end;
  }

  nextIs(character: string): boolean {
    return this.inBounds(this.position + 1) && this.charAt(this.position + 1) === character;
  }

  lastIs(character: string): boolean {
    return this.charAt(this.end) === character;
  }

  slice(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  /** Returns the first character after `from` that is not a blank, and its index; a blank at the end of the text. */
  nextSignificant(from = this.position): { readonly index: number; readonly character: string } {
    let index = from + 1;
    while (this.inBounds(index) && this.charAt(index) === ' ') index += 1;
    return { index, character: this.inBounds(index) ? this.charAt(index) : ' ' };
  }

  /**
   * Returns the index of `character` if it is the next significant one, else -1.
   *
   * @throws InvalidPath at the end of the text
   */
  indexOfNextSignificant(character: string, from = this.position): number {
    const { index } = this.nextSignificant(from);
    return this.charAt(index) === character ? index : -1;
  }

  nextSignificantIs(character: string, from = this.position): boolean {
    return this.nextSignificant(from).character === character;
  }

  /** Returns the index of the last character before `from` that is not a blank, or -1. */
  indexOfPreviousSignificant(from = this.position): number {
    let index = from - 1;
    while (this.inBounds(index) && this.charAt(index) === ' ') index -= 1;
    return this.inBounds(index) ? index : -1;
  }

  indexOf(character: string, from: number): number {
    const index = this.text.indexOf(character, from);
    return this.inBounds(index) ? index : -1;
  }

  indexOfUnescaped(character: string, from = this.position): number {
    for (let index = from + 1; this.inBounds(index); index += 1) {
      if (this.charAt(index) === '\\') index += 1;
      else if (this.charAt(index) === character) return index;
    }
    return -1;
  }

  /**
   * Returns the index of the bracket that closes the one at `from`, or -1.
   *
   * @throws InvalidPath for an open quote or pattern
   */
  indexOfMatchingClose(from: number, open: string, close: string, skipRegex: boolean): number {
    let depth = 1;
    for (let index = from + 1; this.inBounds(index); index += 1) {
      if (/['"]/.test(this.charAt(index))) index = this.endOfLiteral(index, 'quote') + 1;
      if (skipRegex && this.charAt(index) === '/') index = this.endOfLiteral(index, 'regular expression') + 1;
      if (this.charAt(index) === open) depth += 1;
      if (this.charAt(index) === close) depth -= 1;
      if (depth === 0) return index;
    }
    return -1;
  }

  skipBlanks(): this {
    while (this.inBounds() && this.position < this.end && this.current === ' ') this.position += 1;
    return this;
  }

  trim(): this {
    this.skipBlanks();
    while (this.inBounds() && this.position < this.end && this.lastIs(' ')) this.end -= 1;
    return this;
  }

  dropLast(): void {
    this.end -= 1;
  }

  private endOfLiteral(from: number, what: string): number {
    const end = this.indexOfUnescaped(this.charAt(from), from);
    if (end < 0) throw new InvalidPath(`A ${what} is not closed: ${this.text}`);
    return end;
  }
}
