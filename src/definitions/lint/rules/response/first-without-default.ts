import { isIndefinite } from '../../rule/definite-path.js';
import { Rule } from '../../rule/rule.js';

const CALL = /\$!?\{?successTemplateUtils\.firstFromArray\(\s*"\$!?\{?(\w+)\}?"\s*\)/g;

export const FIRST_WITHOUT_DEFAULT: Rule = {
  id: 'first-without-default',
  severity: 'warning',
  summary: '`firstFromArray` without a second argument: the call fails if the list is empty',
  check: ({ success, translations }) => {
    if (success === undefined) return [];
    return [...success.text.matchAll(CALL)]
      .filter(({ 1: name }) => isIndefinite(translations.find((member) => member.name === name)?.value))
      .map(({ index, 1: name = '' }) => ({
        node: success.node,
        at: index,
        message: `if the list of ${name} is empty, the call fails: the value is missing, and the result is not JSON`,
        fix: `add a second argument: \${successTemplateUtils.firstFromArray("\${${name}}", "$esc.quote$esc.quote")} for a text, "0" for a number`,
      }));
  },
};
