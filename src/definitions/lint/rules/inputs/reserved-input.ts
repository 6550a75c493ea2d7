import { Rule } from '../../rule/rule.js';

/** Inputs that the platform adds. */
export const RESERVED_INPUTS = ['orgId', 'integrationId', 'rawRequest'];

export const RESERVED_INPUT: Rule = {
  id: 'reserved-input',
  severity: 'error',
  summary: 'an input named `orgId`, `integrationId` or `rawRequest`: the platform sets these itself',
  check: ({ contract }) =>
    [...contract.inputs.values()]
      .filter(({ name }) => RESERVED_INPUTS.includes(name))
      .map(({ name, key }) => ({
        node: key,
        message: `${name} is reserved: the platform fills it itself`,
        fix: 'give the input another name',
      })),
};
