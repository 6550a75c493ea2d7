import { isIndefinite } from '../../rule/definite-path.js';
import { defaultFor, outputOf } from '../../document/output-contract.js';
import { Rule } from '../../rule/rule.js';

export const MISSING_DEFAULT: Rule = {
  id: 'missing-default',
  severity: 'warning',
  summary: 'an optional output without a default: the call fails if its path finds nothing',
  check: (file) => {
    const required = file.value('contract', 'output', 'successSchema', 'required');
    const defaults = file.defaults.map(({ name }) => name);
    return file.translations
      .filter(({ name, value }) => !defaults.includes(name) && !isIndefinite(value))
      .filter(({ name }) => !(Array.isArray(required) && required.includes(outputOf(name, file.success) ?? name)))
      .map(({ name, key }) => ({
        node: key,
        message: `if the path of ${name} finds nothing, the call fails`,
        fix: `add "${name}": ${JSON.stringify(defaultFor(file.output.schemaOf(name, file.success)))} to config.response.translationMapDefaults`,
      }));
  },
};
