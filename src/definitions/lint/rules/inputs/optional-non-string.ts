import { DeclaredInput } from '../../document/input-contract.js';
import { onceEach } from '../../rule/once-each.js';
import { Rule } from '../../rule/rule.js';
import { Template } from '../../document/template.js';
import { inputOf, isGuarded, VelocityReference } from '../../document/velocity-reference.js';

export const OPTIONAL_NON_STRING: Rule = {
  id: 'optional-non-string',
  severity: 'warning',
  summary: 'an optional number or boolean in JSON without an `#if`: if the flow omits it, the JSON is malformed',
  check: ({ contract, templates }) =>
    templates.flatMap((template) =>
      onceEach(
        template.references.filter(
          (reference) =>
            isBareValue(template, reference, contract.inputs.get(inputOf(reference) ?? '')) &&
            !isGuarded(reference, inputOf(reference) ?? ''),
        ),
        inputOf,
      )
        .filter(([name]) => contract.isOptional(name))
        .map(([name, { start }]) => ({
          node: template.node,
          at: start,
          message: `if the flow omits ${name}, the value here is not JSON`,
          fix: `write #if("$!{input.${name}}" == "")null#else\${input.${name}}#end`,
        })),
    ),
};

/** Returns whether a reference is a whole JSON value and not a part of a string. */
export function isBareValue(
  { role }: Template,
  { isInString, isInDirective }: VelocityReference,
  input: DeclaredInput | undefined,
): boolean {
  const isText = input === undefined || input.types.includes('string');
  return role === 'json' && !isInString && !isInDirective && !isText;
}
