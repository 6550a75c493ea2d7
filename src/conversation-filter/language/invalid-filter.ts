import { InvalidInput } from '../../errors/request-errors.js';

/**
 * A filter expression that is invalid or that the platform's query cannot express. Its message names the position and never
 * repeats a value, which may be personal data.
 */
export class InvalidFilter extends InvalidInput {
  /** Position in the text, starting at 1. */
  readonly position: number;

  /**
   * @param problem appended to "filter_expression: "
   * @param at offset in the text, starting at 0
   */
  constructor(problem: string, at: number) {
    super(`filter_expression: ${problem} (at position ${at + 1})`);
    this.position = at + 1;
  }
}
