import { createToken, IToken, Lexer, TokenType } from 'chevrotain';
import { InvalidFilter } from './invalid-filter.js';

/** Maximum length of an expression: enough for 250 ids in one list. */
const MAX_CHARACTERS = 10_000;

/** Maximum nesting of parentheses. The parser recurses for each level. */
const MAX_DEPTH = 50;

/** Name, or value without quotes. */
export const Bare = createToken({ name: 'Bare', label: 'a value', pattern: /[^\s()=!<>,'"\\]+/ });

/** Value in single or double quotes. A backslash escapes the next character. */
export const Quoted = createToken({
  name: 'Quoted',
  label: 'a value',
  pattern: /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/,
  line_breaks: true,
});

export const And = keyword('AND');
export const Or = keyword('OR');
export const Not = keyword('NOT');
export const In = keyword('IN');
export const Exists = keyword('EXISTS');
export const Compare = createToken({ name: 'Compare', label: 'a comparison', pattern: /!=|>=|<=|=|>|</ });
export const Open = createToken({ name: 'Open', label: '"("', pattern: '(' });
export const Close = createToken({ name: 'Close', label: '")"', pattern: ')' });
export const Comma = createToken({ name: 'Comma', label: '","', pattern: ',' });
const Blank = createToken({ name: 'Blank', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });

/** In matching order. */
export const TOKENS: TokenType[] = [Blank, And, Or, Not, In, Exists, Open, Close, Comma, Compare, Quoted, Bare];

const lexer = new Lexer(TOKENS, { positionTracking: 'onlyOffset' });

/**
 * Splits a filter into tokens in one linear pass.
 *
 * @throws InvalidFilter if the text is too long, too deeply nested or contains an invalid token
 */
export function tokenize(text: string): IToken[] {
  if (text.length > MAX_CHARACTERS) {
    throw new InvalidFilter(`the expression is longer than ${MAX_CHARACTERS} characters`, MAX_CHARACTERS);
  }
  const control = text.search(/[^\P{Cc}\t\r\n]/u);
  if (control >= 0) throw new InvalidFilter('control characters are not allowed', control);
  const { tokens, errors } = lexer.tokenize(text);
  const [error] = errors;
  if (error) {
    const isQuote = /['"]/.test(text.charAt(error.offset));
    throw new InvalidFilter(
      isQuote ? 'the closing quote is missing' : 'a value with this character needs quotes',
      error.offset,
    );
  }
  checkDepth(tokens);
  return tokens;
}

function checkDepth(tokens: readonly IToken[]): void {
  let depth = 0;
  for (const { tokenType, startOffset } of tokens) {
    if (tokenType === Open) depth += 1;
    if (tokenType === Close) depth -= 1;
    if (depth > MAX_DEPTH) throw new InvalidFilter(`parentheses are nested deeper than ${MAX_DEPTH}`, startOffset);
  }
}

/** Creates a keyword. The same text is a value only in quotes. */
function keyword(word: string): TokenType {
  return createToken({ name: word, label: word, pattern: new RegExp(word, 'i'), longer_alt: Bare });
}
