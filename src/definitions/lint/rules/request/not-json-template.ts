import { JsonMap, JsonValue } from '../../../../engine/json/json-value.js';
import { DefinitionFile } from '../../document/definition-file.js';
import { JsonSamples } from '../../rule/json-samples.js';
import { Problem, Rule } from '../../rule/rule.js';
import { bodyContext, samplesOf } from '../../rule/sample-input.js';
import { Template } from '../../document/template.js';
import { MISSING_DOLLAR } from './missing-dollar.js';
import { TEMPLATE_SYNTAX } from './template-syntax.js';

/** Sample values of a variable of the successTemplate. */
const VARIABLES: readonly string[] = ['0', '"a"', '[]', '{}', '["a"]', '[{"a": 1}]', 'true'];

export const NOT_JSON_TEMPLATE: Rule = {
  id: 'not-json-template',
  severity: 'error',
  summary: 'a JSON template that never produces JSON: every call fails',
  check: (file) => {
    if ([MISSING_DOLLAR, TEMPLATE_SYNTAX].some(({ check }) => check(file).length > 0)) return [];
    const bodies = file.sendsBody ? file.templates.filter(({ role }) => role === 'json') : [];
    return [
      ...bodies.filter((body) => !body.hasDirectives && neverGivesJson(body, bodyContexts(file))).map(problemOf),
      ...(file.success && !file.success.hasDirectives && neverGivesJson(file.success, successContexts(file))
        ? [problemOf(file.success)]
        : []),
    ];
  },
};

const problemOf = ({ node }: Template): Problem => ({
  node,
  message: 'every call fails: this never produces JSON',
  fix: 'look for an extra or a missing comma, bracket or quotation mark',
});

/** Returns whether no sample produces JSON. A sample that cannot be rendered counts as JSON. */
function neverGivesJson({ text }: Template, contexts: readonly JsonMap[]): boolean {
  if (text.trim() === '') return false;
  const samples = new JsonSamples(text);
  return contexts.every((context) => samples.producesJson(context) === false);
}

const bodyContexts = (file: DefinitionFile): JsonMap[] =>
  samplesOf(file.contract.inputs.values()).map((input) => bodyContext(input));

function successContexts({ translations }: DefinitionFile): JsonMap[] {
  return VARIABLES.map((text) => {
    const context: JsonMap = new Map<string, JsonValue>([
      ['rawResult', text],
      ['input', new Map()],
    ]);
    for (const { name } of translations) context.set(name, text);
    return context;
  });
}
