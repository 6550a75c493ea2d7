import { FilterExpression } from './filter-expression.js';
import { FilterGrammar } from './filter-grammar.js';
import { tokenize } from './filter-tokens.js';
import { InvalidFilter } from './invalid-filter.js';

/** One for the process: it is reset by each input, and parsing never waits in the middle. */
const grammar = new FilterGrammar();

/** Reads the text of a conversation filter. @throws InvalidFilter */
export function parseFilter(text: string): FilterExpression {
  grammar.input = tokenize(text);
  const expression = grammar.expression();
  const [error] = grammar.errors;
  if (error) {
    const { startOffset } = error.token;
    throw new InvalidFilter(error.message, Number.isNaN(startOffset) ? text.trimEnd().length : startOffset);
  }
  return expression;
}
