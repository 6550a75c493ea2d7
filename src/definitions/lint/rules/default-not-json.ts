import { isIndefinite } from '../definite-path.js';
import { defaultFor } from '../output-contract.js';
import { Rule } from '../rule.js';

export const DEFAULT_NOT_JSON: Rule = {
  id: 'default-not-json',
  severity: 'error',
  summary: 'a default that is no JSON text: the call fails where it should step in',
  check: (file) =>
    file.defaults
      .filter(({ name, value }) => !isJsonText(value) && !isUnused(file.translations, name))
      .map(({ name, node, value }) => {
        const schema = file.output.schemaOf(name, file.success);
        const isText = schema === undefined || schema['type'] === 'string';
        const wanted = isText && typeof value === 'string' ? JSON.stringify(value) : defaultFor(schema);
        return {
          node,
          message: `the default of ${name} is no JSON text: the call fails where the path finds nothing`,
          fix: `write ${JSON.stringify(wanted)}`,
          edit: { node, value: wanted },
        };
      }),
};

/** The default of a path that always finds a list never steps in. */
const isUnused = (translations: readonly { name: string; value: unknown }[], variable: string): boolean =>
  isIndefinite(translations.find(({ name }) => name === variable)?.value);

function isJsonText(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
