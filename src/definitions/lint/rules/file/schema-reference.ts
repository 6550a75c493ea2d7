import { getNodeValue, Node } from 'jsonc-parser';
import { Rule } from '../../rule/rule.js';

export const SCHEMA_REFERENCE: Rule = {
  id: 'schema-reference',
  severity: 'error',
  summary: 'a `$ref` in the contract',
  check: (file) =>
    referencesIn(file.node('contract')).map((node) => ({
      node,
      message: 'a contract must not contain $ref',
      fix: 'replace the $ref by the schema to which it refers',
    })),
};

function referencesIn(node: Node | undefined): Node[] {
  if (!node) return [];
  const [key, value] = node.children ?? [];
  const isReference =
    node.type === 'property' && key?.value === '$ref' && typeof (value && getNodeValue(value)) === 'string';
  return isReference ? [node] : (node.children ?? []).flatMap(referencesIn);
}
