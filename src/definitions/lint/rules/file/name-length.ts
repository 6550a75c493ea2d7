import { Rule } from '../../rule/rule.js';

const MAX_LENGTH = 256;

export const NAME_LENGTH: Rule = {
  id: 'name-length',
  severity: 'error',
  summary: 'the name of the action, of an input or of an output is longer than 256 characters',
  check: (file) => {
    const name = file.value('name');
    const names = [
      { name: typeof name === 'string' ? name : '', node: file.node('name') },
      ...[...file.contract.inputs.values()].map(({ name, key }) => ({ name, node: key })),
      ...file
        .members(file.node('contract', 'output', 'successSchema', 'properties'))
        .map(({ name, key }) => ({ name, node: key })),
    ];
    return names
      .filter(({ name }) => name.length > MAX_LENGTH)
      .map(({ name, node }) => ({
        node,
        message: `this name has ${name.length} characters; ${MAX_LENGTH} are allowed`,
        fix: 'shorten it',
      }));
  },
};
