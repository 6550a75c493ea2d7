import { onceEach } from '../../rule/once-each.js';
import { Rule } from '../../rule/rule.js';
import { Template } from '../../document/template.js';
import { inputOf, VelocityReference } from '../../document/velocity-reference.js';
import { endOfHost } from '../inputs/host-input.js';

export const UNESCAPED_URL: Rule = {
  id: 'unescaped-url',
  severity: 'warning',
  summary:
    'a string in a path without `$esc.uriEncode(…)`, or in a query or form without `$esc.url(…)`: the `+` of a phone number becomes a space',
  check: (file) =>
    file.templates.flatMap((template) =>
      onceEach(template.references.filter(isBareIn(template)), inputOf)
        .filter(([name]) => file.isFreeText(name))
        .map(([name, { start }]) => {
          const macro = isInPath(template, start) ? 'uriEncode' : 'url';
          return {
            node: template.node,
            at: start,
            message: `characters such as + & / or a space in ${name} can change the resource or the value of the request`,
            fix: `write $esc.${macro}(\${input.${name}})`,
          };
        }),
    ),
};

/**
 * Returns whether an offset is in the path of a URL. A space there must be `%20`: `$esc.url` writes `+`, which a path reads
 * as a plus.
 */
const isInPath = ({ role, text }: Template, at: number): boolean => role === 'url' && !text.slice(0, at).includes('?');

/** Returns a filter for references that need escaping. A reference at the start is a whole URL or body and needs none. */
const isBareIn =
  ({ role, text }: Template) =>
  ({ start, macros, isInDirective }: VelocityReference): boolean =>
    (role === 'url' || role === 'form') &&
    start > 0 &&
    start >= (role === 'url' ? endOfHost(text) : 0) &&
    macros.length === 0 &&
    !isInDirective;
