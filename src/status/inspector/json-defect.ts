import { ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';

/** First position at which a text is not JSON. */
export interface JsonDefect {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

/** Finds the first defect of a text. @returns undefined if the text is JSON or nested too deep to parse */
export function findJsonDefect(text: string): JsonDefect | undefined {
  const onError = (code: ParseErrorCode, offset: number, length: number): never => {
    throw new FirstDefect({ offset, length: Math.max(1, length), message: wordsOf(code) });
  };
  try {
    visit(text, { onError }, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    // Another error means that the nesting exceeds the parser's stack. The service has rejected the text for its depth.
    return error instanceof FirstDefect ? error.defect : undefined;
  }
  return undefined;
}

/** Stops the parser at the first defect. */
class FirstDefect extends Error {
  constructor(readonly defect: JsonDefect) {
    super(defect.message);
  }
}

const wordsOf = (code: ParseErrorCode): string =>
  printParseErrorCode(code)
    .replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
