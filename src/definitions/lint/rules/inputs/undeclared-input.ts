import { Rule } from '../../rule/rule.js';
import { inputOf } from '../../document/velocity-reference.js';
import { onceEach } from '../../rule/once-each.js';
import { RESERVED_INPUTS } from './reserved-input.js';

export const UNDECLARED_INPUT: Rule = {
  id: 'undeclared-input',
  severity: 'error',
  summary: 'a template uses an input that the contract does not declare',
  check: ({ contract, templates }) =>
    templates.flatMap(({ node, references }) =>
      onceEach(references, inputOf)
        .filter(([name]) => !contract.inputs.has(name) && !RESERVED_INPUTS.includes(name))
        .map(([name, { start }]) => ({
          node,
          at: start,
          message: `the contract does not declare ${name}, so the text itself is sent`,
          fix: `declare ${name} in contract.input.inputSchema.properties, or correct its name`,
        })),
    ),
};
