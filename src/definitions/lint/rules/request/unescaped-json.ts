import { Template } from '../../document/template.js';
import { onceEach } from '../../rule/once-each.js';
import { Rule } from '../../rule/rule.js';
import { inputOf, VelocityReference } from '../../document/velocity-reference.js';

export const UNESCAPED_JSON: Rule = {
  id: 'unescaped-json',
  severity: 'warning',
  summary: 'a string in a JSON request without `$esc.jsonString(…)`: a quotation mark in it breaks the body',
  check: (file) =>
    file.templates.flatMap((template) =>
      onceEach(template.references.filter(isBareIn(template)), inputOf)
        .filter(([name]) => file.isFreeText(name))
        .map(([name, { start }]) => ({
          node: template.node,
          at: start,
          message: `a quotation mark, backslash or line break in ${name} makes this body malformed JSON`,
          fix: `write $esc.jsonString(\${input.${name}})`,
        })),
    ),
};

const isBareIn =
  ({ role }: Template) =>
  ({ isInString, macros, isInDirective }: VelocityReference): boolean =>
    role === 'json' && isInString && macros.length === 0 && !isInDirective;
