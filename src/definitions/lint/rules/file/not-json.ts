import { Rule } from '../../rule/rule.js';

/** Listed for the documentation only: reported before a file can be checked. */
export const NOT_JSON: Rule = {
  id: 'not-json',
  severity: 'error',
  summary: 'the file is not JSON, or not an object',
  check: () => [],
};
