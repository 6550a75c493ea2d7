import { FilterExpression } from './filter-expression.js';
import { FilterGrammar } from './filter-grammar.js';
import { tokenize } from './filter-tokens.js';
import { InvalidFilter } from './invalid-filter.js';

/** Shared instance: each input resets it, and parsing is synchronous. */
const grammar = new FilterGrammar();

/** Parses a conversation filter. @throws InvalidFilter */
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
