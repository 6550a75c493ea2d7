import { ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';

/** Where a text stops being JSON. */
export interface JsonDefect {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

/** Finds the first defect of a text. @returns undefined where it is JSON, or nested too deep to parse */
export function findJsonDefect(text: string): JsonDefect | undefined {
  const onError = (code: ParseErrorCode, offset: number, length: number): never => {
    throw new FirstDefect({ offset, length: Math.max(1, length), message: wordsOf(code) });
  };
  try {
    visit(text, { onError }, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    // Anything else: nested deeper than the parser's stack. The service has rejected it for that.
    return error instanceof FirstDefect ? error.defect : undefined;
  }
  return undefined;
}

/** Ends the parser, which would go on to the end of the text. */
class FirstDefect extends Error {
  constructor(readonly defect: JsonDefect) {
    super(defect.message);
  }
}

const wordsOf = (code: ParseErrorCode): string =>
  printParseErrorCode(code)
    .replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
