import { Rule } from '../../rule/rule.js';

const NAME = /^[a-zA-Z][a-zA-Z0-9_-]*$/;

export const INPUT_NAME: Rule = {
  id: 'input-name',
  severity: 'error',
  summary:
    'an input whose name does not begin with a letter, or contains other characters than letters, digits, `_` and `-`',
  check: ({ contract }) =>
    [...contract.inputs.values()]
      .filter(({ name }) => !NAME.test(name))
      .map(({ name, key }) => ({
        node: key,
        message: `the input name ${JSON.stringify(name)} is not allowed`,
        fix: 'start with a letter; use only letters, digits, _ and -',
      })),
};
