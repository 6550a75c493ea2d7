import { TOOL_NAMES } from '../../../../engine/velocity/tools/platform-tools.js';
import { onceEach } from '../../rule/once-each.js';
import { Rule } from '../../rule/rule.js';

/** Variables that the platform provides in a successTemplate, in addition to the translationMap. */
const KNOWN_VARIABLES = ['rawResult', 'input', 'foreach', ...TOOL_NAMES];

export const UNFILLED_VARIABLE: Rule = {
  id: 'unfilled-variable',
  severity: 'error',
  summary: 'a variable of the successTemplate that is not in the translationMap',
  check: ({ success, translations }) => {
    if (!success) return [];
    const known = new Set([...KNOWN_VARIABLES, ...success.locals, ...translations.map(({ name }) => name)]);
    const unknown = success.references.filter(
      ({ root, path, hasCall }) => !hasCall && !known.has(root) && !known.has([root, ...path].join('.')),
    );
    return onceEach(unknown, ({ root }) => root).map(([name, { start }]) => ({
      node: success.node,
      at: start,
      message: `every call fails or has a wrong output: ${name} has no value, so its own text becomes part of the output`,
      fix: `add "${name}" to config.response.translationMap`,
    }));
  },
};
