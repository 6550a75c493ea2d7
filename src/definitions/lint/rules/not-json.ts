import { Rule } from '../rule.js';

/** Stands in the table for what is found before there is a file to check. */
export const NOT_JSON: Rule = {
  id: 'not-json',
  severity: 'error',
  summary: 'the file is no JSON text, or no object',
  check: () => [],
};
