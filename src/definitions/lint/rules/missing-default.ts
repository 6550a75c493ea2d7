import { DefinitionFile } from '../definition-file.js';
import { isIndefinite } from '../json-path-flaw.js';
import { Rule } from '../rule.js';

export const MISSING_DEFAULT: Rule = {
  id: 'missing-default',
  severity: 'warning',
  summary: 'an optional output without a default: the call fails where its path finds nothing',
  check: (file) => {
    const required = file.value('contract', 'output', 'successSchema', 'required');
    const defaults = file.members(file.node('config', 'response', 'translationMapDefaults')).map(({ name }) => name);
    return file.translations
      .filter(({ name, value }) => !defaults.includes(name) && !isIndefinite(String(value)))
      .filter(({ name }) => !(Array.isArray(required) && required.includes(outputOf(file, name))))
      .map(({ name, key }) => ({
        node: key,
        message: `where the path of ${name} finds nothing, the call fails`,
        fix: `add "${name}" to config.response.translationMapDefaults, as JSON text: "\\"\\"", "0", "false", "[]"`,
      }));
  },
};

/** The output that a variable fills, as far as the successTemplate shows it. */
function outputOf({ success }: DefinitionFile, name: string): string {
  const { start = 0 } = success?.references.find(({ root }) => root === name) ?? {};
  return /"([^"]+)"\s*:\s*$/.exec(success?.text.slice(0, start) ?? '')?.[1] ?? name;
}
