import { DeclaredInput } from '../../document/input-contract.js';
import { Rule } from '../../rule/rule.js';

const SCALARS = ['string', 'integer', 'number', 'boolean', 'null'];
const NESTING = ['properties', 'items', 'allOf', 'anyOf', 'oneOf'];

export const FLAT_INPUT: Rule = {
  id: 'flat-input',
  severity: 'error',
  summary: 'an input that is a list or an object: inputs must be scalars',
  check: ({ contract }) => {
    const { schema, inputs } = contract;
    const problems = [...inputs.values()].filter(isNested).map(({ name, key }) => ({
      node: key,
      message: `the input ${name} is not a scalar: inputs are strings, numbers, integers and booleans`,
      fix: 'make it a string that contains JSON, or declare one input for each of its fields',
    }));
    const type = schema && (schema.children ?? []).find(({ children: [key] = [] }) => key?.value === 'type');
    if (!schema || !type || type.children?.[1]?.value === 'object') return problems;
    return [
      { node: type, message: 'the input contract is not an object', fix: 'set its "type" to "object"' },
      ...problems,
    ];
  },
};

function isNested({ types, value }: DeclaredInput): boolean {
  const declared = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return (
    types.some((type) => type !== undefined && !SCALARS.some((scalar) => scalar === type)) || has(declared, NESTING)
  );
}

const has = (names: readonly string[], wanted: readonly string[]): boolean =>
  names.some((name) => wanted.includes(name));
