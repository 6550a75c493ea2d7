import { LimitExceeded } from '../../limits/engine-error.js';
import type { Reference } from '../parse/template-node.js';

/** Characters of one text. The platform allows 512,000 bytes in a request and 2 MB in a response. */
const MAX_TEXT_LENGTH = 4_000_000;

/** The text of a rendering, with a limit on its length. */
export class Output {
  protected readonly parts: string[] = [];
  private length = 0;

  /** @throws LimitExceeded */
  write(text: string): void {
    if (text === '') return;
    this.length += text.length;
    checkLength(this.length);
    this.parts.push(text);
  }

  /**
   * Writes the value of a reference. A subclass can encode the value for its position in the text.
   *
   * @param _reference undefined for the text of `#evaluate`
   */
  writeValue(text: string, _reference?: Reference): void {
    this.write(text);
  }

  /** Writes a reference without a value exactly as it is in the template. */
  writeAbsent(literal: string, _reference: Reference): void {
    this.write(literal);
  }

  get text(): string {
    return this.parts.join('');
  }
}

/** @throws LimitExceeded */
export function checkLength(length: number): void {
  if (length > MAX_TEXT_LENGTH) throw new LimitExceeded(`A text has more than ${MAX_TEXT_LENGTH} characters`);
}
