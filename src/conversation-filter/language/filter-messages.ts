import { EOF, IParserErrorMessageProvider, IToken, TokenType } from 'chevrotain';
import { And, Bare, Or } from './filter-tokens.js';

/** Error messages of the parser. They name the expected tokens and never repeat the filter's text. */
export class FilterMessages implements IParserErrorMessageProvider {
  buildMismatchTokenMessage({ expected, ruleName }: { expected: TokenType; ruleName: string }): string {
    return expectation([expected], ruleName);
  }

  buildNotAllInputParsedMessage({ ruleName }: { firstRedundant: IToken; ruleName: string }): string {
    return expectation([And, Or, EOF], ruleName);
  }

  buildNoViableAltMessage(options: { expectedPathsPerAlt: TokenType[][][]; ruleName: string }): string {
    return expectation(options.expectedPathsPerAlt.flat().flatMap(first), options.ruleName);
  }

  buildEarlyExitMessage(options: { expectedIterationPaths: TokenType[][]; ruleName: string }): string {
    return expectation(options.expectedIterationPaths.flatMap(first), options.ruleName);
  }
}

const first = (path: readonly TokenType[]): readonly TokenType[] => path.slice(0, 1);

function expectation(tokens: readonly TokenType[], ruleName: string): string {
  const labels = [...new Set(tokens.map((token) => labelOf(token, ruleName)))];
  const last = labels.pop() ?? '';
  return `expected ${labels.length > 0 ? `${labels.join(', ')} or ` : ''}${last}`;
}

/** Returns the label of a token. Text without quotes is a field at the start of a term and a value elsewhere. */
function labelOf(token: TokenType, ruleName: string): string {
  if (token === EOF) return 'the end';
  if (token === Bare && ['term', 'field', 'existence'].includes(ruleName)) return 'a field';
  return token.LABEL ?? token.name;
}
