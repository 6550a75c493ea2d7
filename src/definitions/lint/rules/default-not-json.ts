import { Rule } from '../rule.js';

export const DEFAULT_NOT_JSON: Rule = {
  id: 'default-not-json',
  severity: 'error',
  summary: 'a default that is no JSON text: the call fails where it should step in',
  check: (file) =>
    file
      .members(file.node('config', 'response', 'translationMapDefaults'))
      .filter(({ value }) => !isJsonText(value))
      .map(({ name, node, value }) => ({
        node,
        message: `the default of ${name} is no JSON text: the call fails where the default should step in`,
        fix: `write ${JSON.stringify(JSON.stringify(value))}`,
      })),
};

function isJsonText(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
