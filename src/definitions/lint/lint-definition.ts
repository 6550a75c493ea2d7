import { ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { DefinitionFile } from './definition-file.js';
import { Finding } from './finding.js';
import { offsetInString, positionIn } from './position.js';
import { Problem } from './rule.js';
import { RULES } from './rules.js';
import { NOT_JSON } from './rules/not-json.js';

/** More than any schema needs, and less than the parser's stack holds. */
const MAX_DEPTH = 200;

/**
 * Says what is wrong with a Data Action's JSON file, before Genesys Cloud or a caller on the line finds out.
 *
 * @param text the file, as Genesys Cloud exports it or is to import it
 * @returns what was found, in the order of the file; nothing where all is well
 */
export function lintDefinition(text: string): Finding[] {
  const tooDeep = offsetBeyond(text, MAX_DEPTH);
  if (tooDeep !== undefined) return [notJson(text, tooDeep, `the JSON is nested deeper than ${MAX_DEPTH} levels`)];
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first)
    return [notJson(text, first.offset, `the text is not JSON: ${readable(printParseErrorCode(first.error))}`)];
  if (root?.type !== 'object') return [notJson(text, 0, 'a Data Action is one JSON object')];
  const file = new DefinitionFile(text, root);
  return RULES.flatMap(({ id, severity, check }) =>
    check(file).map((problem) => ({
      ...positionIn(text, offsetOf(file, problem)),
      severity,
      rule: id,
      message: problem.message,
      fix: problem.fix,
    })),
  ).toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function notJson(text: string, offset: number, message: string): Finding {
  const fix = 'correct the JSON at this place, or export the action again';
  return { ...positionIn(text, offset), severity: NOT_JSON.severity, rule: NOT_JSON.id, message, fix };
}

function offsetOf({ text, root }: DefinitionFile, { node = root, at }: Problem): number {
  return at === undefined ? node.offset : offsetInString(text, node, at);
}

/** Where a text opens more brackets than `maxDepth`; those in its strings do not count. */
function offsetBeyond(text: string, maxDepth: number): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{\]}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > maxDepth) return index;
  }
  return undefined;
}

/** `CommaExpected` as people write it. */
const readable = (code: string): string => code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
