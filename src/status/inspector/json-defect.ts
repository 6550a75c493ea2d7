import { ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

/** Where a text stops being JSON. */
export interface JsonDefect {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

/** The first flaw of a text; undefined where it is JSON, or where nobody can tell. */
export function findJsonDefect(text: string): JsonDefect | undefined {
  const errors: ParseError[] = [];
  try {
    parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    // Nested deeper than the parser's stack; the service has refused it for that.
    return undefined;
  }
  const [first] = errors;
  if (!first) return undefined;
  const message = printParseErrorCode(first.error).replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`);
  return { offset: first.offset, length: Math.max(1, first.length), message: message.toLowerCase() };
}
