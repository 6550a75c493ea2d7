import { isIndefinite } from '../../rule/definite-path.js';
import { defaultFor } from '../../document/output-contract.js';
import { Rule } from '../../rule/rule.js';

export const DEFAULT_NOT_JSON: Rule = {
  id: 'default-not-json',
  severity: 'error',
  summary: 'a default that is not JSON: the call fails if it is used',
  check: (file) =>
    file.defaults
      .filter(({ name, value }) => !isJsonText(value) && !isUnused(file.translations, name))
      .map(({ name, node, value }) => {
        const schema = file.output.schemaOf(name, file.success);
        const isText = schema === undefined || schema['type'] === 'string';
        const wanted = isText && typeof value === 'string' ? JSON.stringify(value) : defaultFor(schema);
        return {
          node,
          message: `the default of ${name} is not JSON: the call fails if the path finds nothing`,
          fix: `write ${JSON.stringify(wanted)}`,
          edit: { node, value: wanted },
        };
      }),
};

/** Returns whether the default can never apply: an indefinite path always finds a list, possibly an empty one. */
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
