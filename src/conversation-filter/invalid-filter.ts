import { InvalidInput } from '../errors/request-errors.js';

/**
 * A filter expression that cannot be understood, or that the platform's query cannot express. Its message points at the
 * place and never repeats a value: numbers and names of people may be among them.
 */
export class InvalidFilter extends InvalidInput {
  /** The place in the text as people count: 1 for the first character. */
  readonly position: number;

  /**
   * @param problem completes "filter_expression: …"
   * @param at characters before the place
   */
  constructor(problem: string, at: number) {
    super(`filter_expression: ${problem} (at position ${at + 1})`);
    this.position = at + 1;
  }
}
