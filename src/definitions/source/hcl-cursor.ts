import { HclSyntaxError } from './hcl-syntax-error.js';

const SPACE = /(?:\s+|#[^\n]*|\/\/[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\/)/y;
const NAME = /[A-Za-z_][\w-]*/y;

/** Reading position in a Terraform file. */
export class HclCursor {
  protected at = 0;

  constructor(protected readonly text: string) {}

  protected until(close: string): string {
    const end = this.text.indexOf(close, this.at);
    if (end < 0) throw this.error(`${close} is missing`);
    const text = this.text.slice(this.at, end);
    this.at = end + 1;
    return text;
  }

  protected name(): string {
    const name = this.tryConsumeMatch(NAME);
    if (name === undefined) throw this.error('A name is missing');
    return name;
  }

  protected tryConsumeMatch(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.text)?.[0];
    this.at += text?.length ?? 0;
    return text;
  }

  protected tryConsume(part: string): boolean {
    if (!this.text.startsWith(part, this.at)) return false;
    this.at += part.length;
    return true;
  }

  protected expect(part: string): void {
    if (!this.tryConsume(part)) throw this.error(`${part} is missing`);
  }

  protected skipSpace(): void {
    while (this.tryConsumeMatch(SPACE) !== undefined);
  }

  protected skipInlineSpace(): void {
    this.tryConsumeMatch(/[ \t\r]*/y);
  }

  protected error(message: string): HclSyntaxError {
    return new HclSyntaxError(message, this.at);
  }
}
