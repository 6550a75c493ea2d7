import { onceEach } from '../once-each.js';
import { Rule } from '../rule.js';
import { Template } from '../template.js';
import { inputOf, VelocityReference } from '../velocity-reference.js';

export const UNESCAPED_URL: Rule = {
  id: 'unescaped-url',
  severity: 'warning',
  summary: 'a text in a URL or a form without `$esc.url(…)`: the `+` of a phone number becomes a blank',
  check: (file) =>
    file.templates.flatMap((template) =>
      onceEach(template.references.filter(isBareIn(template)), inputOf)
        .filter(([name]) => file.isFreeText(name))
        .map(([name, { start }]) => ({
          node: template.node,
          at: start,
          message: `characters such as + & / or a blank in ${name} change what is asked for`,
          fix: `write $esc.url(\${input.${name}})`,
        })),
    ),
};

/** What a template begins with is an address or a whole body, and stays as it is. */
const isBareIn =
  ({ role }: Template) =>
  ({ start, macros, isInDirective }: VelocityReference): boolean =>
    (role === 'url' || role === 'form') && start > 0 && macros.length === 0 && !isInDirective;
