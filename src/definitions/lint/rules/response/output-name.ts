import { EngineError } from '../../../../engine/limits/engine-error.js';
import { isMap } from '../../../../engine/json/json-value.js';
import { parseJson } from '../../../../engine/json/parse-json.js';
import { Rule } from '../../rule/rule.js';
import { Template } from '../../document/template.js';

export const OUTPUT_NAME: Rule = {
  id: 'output-name',
  severity: 'warning',
  summary: 'a declared output that is missing or misspelt in the successTemplate',
  check: (file) => {
    const { success, output } = file;
    const names = success === undefined ? undefined : renderedNames(success);
    if (names === undefined || success === undefined) return [];
    const undeclared = names.filter((name) => !output.properties.has(name));
    return [...output.properties.keys()]
      .filter((name) => !names.includes(name))
      .map((name) => {
        const similar =
          undeclared.find((other) => isSimilar(name, other)) ?? (undeclared.length === 1 ? undeclared[0] : undefined);
        return {
          node: file.node('contract', 'output', 'successSchema', 'properties', name),
          message:
            `the flow never gets the output ${name}: the successTemplate does not contain it` +
            (similar === undefined ? '' : `, but contains ${similar}, which is not declared`),
          fix:
            similar === undefined
              ? `add "${name}": \${…} to config.response.successTemplate, or remove ${name} from the contract`
              : `write "${name}" instead of "${similar}" in config.response.successTemplate, or rename the output in the contract`,
        };
      });
  },
};

/** Returns the members of the rendered object; undefined if they depend on values. */
function renderedNames(success: Template): string[] | undefined {
  if (success.hasDirectives) return undefined;
  try {
    const sample = parseJson(success.filled(({ isInString }) => (isInString ? '' : '0')));
    return isMap(sample) ? [...sample.keys()] : undefined;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

const isSimilar = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
  return a !== undefined && b !== undefined && (a.startsWith(b.slice(0, 3)) || a.endsWith(b.slice(-3)));
};
