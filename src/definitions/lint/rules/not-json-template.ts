import { InputContract } from '../input-contract.js';
import { Rule } from '../rule.js';
import { Template } from '../template.js';
import { inputOf, VelocityReference } from '../velocity-reference.js';

export const NOT_JSON_TEMPLATE: Rule = {
  id: 'not-json-template',
  severity: 'warning',
  summary: 'a template of JSON that gives no JSON, whatever its values: a comma or a bracket too many or too few',
  check: ({ templates, success, contract }) =>
    [...templates.filter(({ role }) => role === 'json'), ...(success ? [success] : [])]
      .filter((template) => isPlain(template, contract) && !isJson(template.filled(sample)))
      .map(({ node }) => ({
        node,
        message: 'whatever its values are, this gives no JSON',
        fix: 'look for a comma, a bracket or a quotation mark too many or too few',
      })),
};

/** Whether every value in it is certainly one: a text without quotation marks may be a piece of JSON. */
function isPlain({ hasDirectives, references, role }: Template, contract: InputContract): boolean {
  const isPiece = (reference: VelocityReference): boolean => {
    const name = inputOf(reference);
    return !reference.isInString && (name === undefined || !contract.inputs.has(name) || contract.isFreeText(name));
  };
  return !hasDirectives && !(role === 'json' && references.some(isPiece));
}

const sample = ({ isInString }: VelocityReference): string => (isInString ? '' : '0');

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
