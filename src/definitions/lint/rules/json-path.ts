import { jsonPathFlaw } from '../json-path-flaw.js';
import { Rule } from '../rule.js';

export const JSON_PATH: Rule = {
  id: 'json-path',
  severity: 'error',
  summary: 'a path of the translationMap that is no JSONPath',
  check: ({ translations }) =>
    translations.flatMap(({ name, node, value }) => {
      const flaw = typeof value === 'string' ? jsonPathFlaw(value) : 'is no text';
      if (flaw === undefined) return [];
      return [{ node, message: `the JSONPath of ${name} ${flaw}`, fix: 'write a path such as $.data.name' }];
    }),
};
