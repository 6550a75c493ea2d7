import { onceEach } from '../../rule/once-each.js';
import { Rule } from '../../rule/rule.js';

export const QUOTED_TRANSLATION: Rule = {
  id: 'quoted-translation',
  severity: 'error',
  summary:
    'a variable of the successTemplate in quotation marks: the value of a string already includes quotation marks',
  check: ({ success, translations }) => {
    const names = ['rawResult', ...translations.map(({ name }) => name)];
    const quoted = (success?.references ?? []).filter(
      ({ isInString, macros, hasCall, root }) => isInString && macros.length === 0 && !hasCall && names.includes(root),
    );
    return onceEach(quoted, ({ root }) => root).map(([name, { start }]) => ({
      node: success?.node,
      at: start,
      message: `${name} is JSON text: a string already includes its quotation marks, and these are a second pair`,
      fix: `write \${${name}} without quotation marks`,
    }));
  },
};
