import { findNodeAtLocation, getNodeValue, Node, ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { DefinitionSource, SourcedDefinition } from './definition-source.js';

/** More than any schema needs, and within the parser's stack. */
const MAX_DEPTH = 200;

/**
 * Parses the Data Actions of a JSON text: an export, a list of exports, or the response of `GET
 * /api/v2/integrations/actions` with `entities`.
 */
export function readJsonSource(path: string, text: string): DefinitionSource {
  const empty = { path, text, format: 'json', definitions: [] } as const;
  const tooDeep = offsetBeyond(text, MAX_DEPTH);
  if (tooDeep !== undefined)
    return { ...empty, problem: { offset: tooDeep, message: `the JSON is nested deeper than ${MAX_DEPTH} levels` } };
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first !== undefined)
    return {
      ...empty,
      problem: { offset: first.offset, message: `the text is not JSON: ${readable(printParseErrorCode(first.error))}` },
    };
  const nodes = root === undefined ? [] : nodesOf(root);
  if (nodes.length > 0) return { ...empty, definitions: nodes.map(sourced) };
  return {
    ...empty,
    problem: { offset: 0, message: 'a Data Action is one JSON object, or an item of a list of them' },
  };
}

/** Entities of a list without configuration cannot be checked. */
function nodesOf(root: Node): readonly Node[] {
  const entities = root.type === 'object' ? findNodeAtLocation(root, ['entities']) : root;
  if (entities?.type !== 'array') return root.type === 'object' ? [root] : [];
  return (entities.children ?? []).filter((node) => node.type === 'object');
}

function sourced(root: Node): SourcedDefinition {
  const name: unknown = findNodeAtLocation(root, ['name'])?.value;
  return { label: typeof name === 'string' ? name : '', json: getNodeValue(root) as unknown, root };
}

/** Returns the offset at which brackets, outside strings, are nested deeper than `maxDepth`. */
function offsetBeyond(text: string, maxDepth: number): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"[^"\\]*(?:\\[^][^"\\]*)*"?|[[{\]}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > maxDepth) return index;
  }
  return undefined;
}

/** Splits the words of a code such as `CommaExpected`. */
const readable = (code: string): string => code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
