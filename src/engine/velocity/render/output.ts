import { LimitExceeded } from '../../limits/engine-error.js';

/** Characters of one text. The platform allows 512,000 bytes in a request and 2 MB in a response. */
export const MAX_TEXT_LENGTH = 4_000_000;

/** The text that a template gives, with a limit on its length. */
export class Output {
  private readonly parts: string[] = [];
  private length = 0;

  /** @throws LimitExceeded */
  write(text: string): void {
    if (text === '') return;
    this.length += text.length;
    checkLength(this.length);
    this.parts.push(text);
  }

  get text(): string {
    return this.parts.join('');
  }
}

/** @throws LimitExceeded */
export function checkLength(length: number): void {
  if (length > MAX_TEXT_LENGTH) throw new LimitExceeded(`A text has more than ${MAX_TEXT_LENGTH} characters`);
}
