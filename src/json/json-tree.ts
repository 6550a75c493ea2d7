import { Node, ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

/** Maximum nesting: more than any schema needs, less than the parser's stack can hold. */
const MAX_DEPTH = 200;

/** A JSON text with the positions of its parts, or its defect. */
export type JsonTree =
  | { readonly root: Node; readonly problem?: never }
  | { readonly root?: never; readonly problem: { readonly offset: number; readonly message: string } };

/** Parses a JSON text (RFC 8259) and keeps the positions of its parts. A byte order mark is allowed. */
export function readJsonTree(text: string): JsonTree {
  const tooDeep = offsetBeyond(text, MAX_DEPTH);
  if (tooDeep !== undefined)
    return { problem: { offset: tooDeep, message: `the JSON is nested deeper than ${MAX_DEPTH} levels` } };
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first === undefined && root !== undefined) return { root };
  const { offset, error } = first ?? { offset: 0, error: 4 };
  return { problem: { offset, message: `the text is not JSON: ${readable(printParseErrorCode(error))}` } };
}

/** Returns the offset of the first bracket beyond `maxDepth`. Brackets in strings do not count. */
function offsetBeyond(text: string, maxDepth: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInString && character === '\\') at += 1;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > maxDepth) return at;
  }
  return undefined;
}

/** Formats an error code as words: `CommaExpected` becomes "comma expected". */
const readable = (code: string): string => code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
