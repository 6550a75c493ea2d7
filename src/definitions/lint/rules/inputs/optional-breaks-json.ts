import { JsonMap } from '../../../../engine/json/json-value.js';
import { DefinitionFile } from '../../document/definition-file.js';
import { JsonSamples } from '../../rule/json-samples.js';
import { Problem, Rule } from '../../rule/rule.js';
import { bodyContext, samplesOf } from '../../rule/sample-input.js';
import { Template } from '../../document/template.js';
import { OPTIONAL_INPUT } from './optional-input.js';
import { OPTIONAL_NON_STRING } from './optional-non-string.js';

/** A body with more optional inputs is not checked. The check omits each input alone, all inputs, and all but one. */
const MAX_OPTIONAL = 12;

export const OPTIONAL_BREAKS_JSON: Rule = {
  id: 'optional-breaks-json',
  severity: 'warning',
  summary: 'a body that is not valid JSON if the flow omits some inputs, because a comma or a bracket depends on them',
  check: (file) => {
    const isExplained = [OPTIONAL_INPUT, OPTIONAL_NON_STRING].some(({ check }) => check(file).length > 0);
    if (isExplained || !file.sendsBody) return [];
    return file.templates
      .filter(({ role, hasDirectives }) => role === 'json' && hasDirectives)
      .flatMap((template) => problemIn(file, template));
  },
};

function problemIn({ contract }: DefinitionFile, { text, node }: Template): Problem[] {
  const inputs = [...contract.inputs.values()];
  const optional = inputs.filter(({ name }) => contract.isOptional(name)).map(({ name }) => name);
  const samples = new JsonSamples(text);
  const fitting = samplesOf(inputs).filter((input) => samples.producesJson(bodyContext(input)) === true);
  if (fitting.length === 0 || optional.length === 0 || optional.length > MAX_OPTIONAL) return [];
  for (const missing of combinations(optional)) {
    const isBroken = fitting.every((input) => samples.producesJson(bodyContext(without(input, missing))) === false);
    if (!isBroken) continue;
    const present = optional.filter((name) => !missing.includes(name));
    const message =
      `if the flow omits ${missing.join(' and ')}` +
      `${present.length > 0 ? ` and passes ${present.join(' and ')}` : ''}, the body is not JSON`;
    return [
      { node, message, fix: 'put every comma into the #if of the part before it, or write null for an omitted input' },
    ];
  }
  return [];
}

function combinations(names: readonly string[]): string[][] {
  const butOne = names.map((name) => names.filter((other) => other !== name));
  return [...names.map((name) => [name]), [...names], ...(names.length > 2 ? butOne : [])];
}

const without = (input: JsonMap, names: readonly string[]): JsonMap =>
  new Map([...input].filter(([name]) => !names.includes(name)));
