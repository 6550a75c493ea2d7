import { Rule } from '../../rule/rule.js';

const PARTS = [
  ['name'],
  ['config', 'request', 'requestUrlTemplate'],
  ['config', 'request', 'requestType'],
  ['config', 'response'],
  ['contract', 'input', 'inputSchema'],
  ['contract', 'output', 'successSchema'],
];

export const MISSING_PART: Rule = {
  id: 'missing-part',
  severity: 'error',
  summary: 'a required part is missing: name, request, response, or a schema of the contract',
  check: (file) =>
    PARTS.filter(
      (path) => file.node(...path) === undefined && !(file.isFunction && path.includes('requestUrlTemplate')),
    ).map((path) => ({
      node: undefined,
      message: `${path.join('.')} is missing`,
      fix: `add ${path.join('.')}`,
    })),
};
