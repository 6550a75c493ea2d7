import { TemplateSyntaxError } from './template-syntax-error.js';

/** Maximum nesting of blocks, brackets, and templates inside strings. */
const MAX_DEPTH = 60;

/** Time for reading one template. */
const MAX_MS = 700;
/** Statements between two checks of the clock. */
const CLOCK_INTERVAL = 256;

/** A position in the text of a template. */
export class TemplateCursor {
  at = 0;
  private statements = 0;
  private readonly deadlineMs = performance.now() + MAX_MS;

  /** @param depth nesting level of this text if it is inside another template */
  constructor(
    readonly text: string,
    public depth = 0,
  ) {}

  /** Counts a statement. @throws TemplateSyntaxError if reading takes too long */
  countStatement(): void {
    this.statements += 1;
    if (this.statements % CLOCK_INTERVAL === 0 && performance.now() > this.deadlineMs)
      throw this.error(`The template takes longer than ${MAX_MS} ms to read: shorten it`);
  }

  get current(): string {
    return this.text[this.at] ?? '';
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  startsWith(part: string): boolean {
    return this.text.startsWith(part, this.at);
  }

  /** Moves past `part` if it is at the cursor. @returns whether it was there */
  tryConsume(part: string): boolean {
    if (!this.startsWith(part)) return false;
    this.at += part.length;
    return true;
  }

  /** Matches a sticky expression at the cursor, without moving. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text);
  }

  /** Moves past the match of a sticky expression at the cursor. @returns the matched text; undefined if there is no match */
  tryConsumeMatch(pattern: RegExp): string | undefined {
    const matched = this.match(pattern)?.[0];
    this.at += matched?.length ?? 0;
    return matched;
  }

  skipSpace(): void {
    this.tryConsumeMatch(/\s*/y);
  }

  expect(part: string, where: string): void {
    if (!this.tryConsume(part)) throw this.error(`${where}: expected ${part}, found ${this.found}`);
  }

  /** Runs `work` one level deeper. @throws TemplateSyntaxError beyond the limit */
  nested<Result>(work: () => Result): Result {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw this.error(`The template is nested deeper than ${MAX_DEPTH} levels`);
    const result = work();
    this.depth -= 1;
    return result;
  }

  error(reason: string): TemplateSyntaxError {
    return new TemplateSyntaxError(reason, this.at);
  }

  private get found(): string {
    return this.isAtEnd ? 'the end of the template' : JSON.stringify(this.text.slice(this.at, this.at + 10));
  }
}
