import { findNodeAtLocation, getNodeValue, Node } from 'jsonc-parser';
import { readJsonTree } from '../../json/json-tree.js';
import { DefinitionSource, SourcedDefinition } from './definition-source.js';

/**
 * Parses the Data Actions of a JSON text: an export, a list of exports, or the response of `GET
 * /api/v2/integrations/actions` with `entities`.
 */
export function readJsonSource(path: string, text: string): DefinitionSource {
  const empty = { path, text, format: 'json', definitions: [] } as const;
  const { root, problem } = readJsonTree(text);
  if (problem !== undefined) return { ...empty, problem };
  const nodes = nodesOf(root);
  if (nodes.length > 0) return { ...empty, definitions: nodes.map(sourced) };
  return {
    ...empty,
    problem: { offset: 0, message: 'expected a Data Action (a JSON object) or a list of Data Actions' },
  };
}

/** Returns the objects that may be Data Actions: the items of a list or of `entities`; in any other JSON, the root. */
function nodesOf(root: Node): readonly Node[] {
  const entities = root.type === 'object' ? findNodeAtLocation(root, ['entities']) : root;
  if (entities?.type !== 'array') return root.type === 'object' ? [root] : [];
  return (entities.children ?? []).filter((node) => node.type === 'object');
}

function sourced(root: Node): SourcedDefinition {
  const name: unknown = findNodeAtLocation(root, ['name'])?.value;
  return { label: typeof name === 'string' ? name : '', json: getNodeValue(root) as unknown, root };
}
