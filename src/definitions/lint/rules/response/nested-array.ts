import { findNodeAtLocation, Node } from 'jsonc-parser';
import { Rule } from '../../rule/rule.js';

export const NESTED_ARRAY: Rule = {
  id: 'nested-array',
  severity: 'error',
  summary: 'an output that is a list of lists',
  check: (file) =>
    listsOfLists(file.node('contract', 'output', 'successSchema')).map((node) => ({
      node,
      message: 'the items of a list must not be lists',
      fix: 'make the items objects, or flatten the list in the translationMap',
    })),
};

function listsOfLists(node: Node | undefined): Node[] {
  if (!node) return [];
  const isList = node.type === 'object' && findNodeAtLocation(node, ['type'])?.value === 'array';
  const items = isList ? findNodeAtLocation(node, ['items', 'type']) : undefined;
  return [...(items?.value === 'array' ? [items] : []), ...(node.children ?? []).flatMap(listsOfLists)];
}
