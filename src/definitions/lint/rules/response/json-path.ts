import { EngineError } from '../../../../engine/limits/engine-error.js';
import { JsonPath } from '../../../../engine/json-path/json-path.js';
import { functionNamed } from '../../../../engine/json-path/evaluate/path-functions.js';
import { Rule } from '../../rule/rule.js';

export const JSON_PATH: Rule = {
  id: 'json-path',
  severity: 'error',
  summary: 'a path of the translationMap that Jayway JsonPath rejects: every call fails',
  check: ({ translations }) =>
    translations.flatMap(({ name, node, value }) => {
      const defect = typeof value === 'string' ? defectOf(value) : 'it is not a string';
      if (defect === undefined) return [];
      const message = `every call fails: the JSONPath of ${name} is not valid: ${defect}`;
      return [{ node, message, fix: "write a path such as $.data.name, $.list[0].id or $.list[?(@.kind=='x')].id" }];
    }),
};

function defectOf(path: string): string | undefined {
  try {
    for (const token of new JsonPath(path).tokens) if (token.kind === 'function') functionNamed(token.name);
    return undefined;
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}
