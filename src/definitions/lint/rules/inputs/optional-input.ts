import { onceEach } from '../../rule/once-each.js';
import { Rule } from '../../rule/rule.js';
import { inputOf, isGuarded } from '../../document/velocity-reference.js';
import { isBareValue } from './optional-non-string.js';

export const OPTIONAL_INPUT: Rule = {
  id: 'optional-input',
  severity: 'warning',
  summary: 'an optional input as `${input.x}`: if the flow omits it, the text `${input.x}` itself is sent',
  check: ({ contract, templates }) =>
    templates.flatMap((template) => {
      const loud = template.references.filter(({ isQuiet, isInDirective }) => !isQuiet && !isInDirective);
      return onceEach(
        loud.filter((reference) => !isGuarded(reference, inputOf(reference) ?? '')),
        inputOf,
      )
        .filter(([name]) => contract.isOptional(name))
        .filter(([name, reference]) => !isBareValue(template, reference, contract.inputs.get(name)))
        .map(([name, { start }]) => ({
          node: template.node,
          at: start,
          message: `if the flow omits ${name}, the text \${input.${name}} itself is sent`,
          fix:
            template.role === 'url'
              ? `make ${name} required, or put this part of the URL between #if("$!{input.${name}}" != "") and #end`
              : `write $!{input.${name}}, or make ${name} required`,
        }));
    }),
};
