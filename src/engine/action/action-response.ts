import { contractMisfits } from '../contract/contract-check.js';
import { JsonMap, JsonValue } from '../json/json-value.js';
import { jsonText } from '../json/json-text.js';
import { parseJson } from '../json/parse-json.js';
import { JsonPath } from '../json-path/json-path.js';
import { EngineError } from '../limits/engine-error.js';
import { WorkBudget } from '../limits/work-budget.js';
import { VelocityTemplate, type RenderOptions } from '../velocity/velocity.js';
import { ActionDefinition, ResponseConfig } from './action-definition.js';
import { inStep, StepError } from './step-error.js';

/** Compiled configuration, created at its first use. */
interface Compiled {
  readonly paths: Map<string, JsonPath>;
  template?: VelocityTemplate;
}

const compiled = new WeakMap<ResponseConfig, Compiled>();

function compiledOf(config: ResponseConfig): Compiled {
  const found = compiled.get(config) ?? { paths: new Map<string, JsonPath>() };
  compiled.set(config, found);
  return found;
}

/** Maps the text of a successful response to the output of a definition. @throws StepError */
export function readOutput(definition: ActionDefinition, text: string, options: RenderOptions = {}): JsonValue {
  const { response } = definition.config;
  const result = parseResponse(text);
  const output = applySuccessTemplate(response, translate(response, result), result, options);
  checkOutput(definition, output);
  return output;
}

/** Parses the text of a response. An empty text counts as `{}`. @throws StepError */
export function parseResponse(text: string): JsonValue {
  if (text.trim() === '') return new Map();
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new StepError('Read response', `The response is not JSON: ${error.message}`);
  }
}

/**
 * Returns the variables of the success template as JSON texts: the value at the path, or the default if there is
 * none. Null counts as a value. A variable without a value and without a default prints its own name.
 *
 * @param budget work budget for all paths together. Default: one per path
 * @throws StepError for an invalid path
 */
export function translate(config: ResponseConfig, result: JsonValue, budget?: WorkBudget): JsonMap {
  const { translationMap, translationMapDefaults } = config;
  const paths = compiledOf(config).paths;
  const variables: JsonMap = new Map();
  for (const [name, path] of Object.entries(translationMap)) {
    const found = inStep('Apply translation map', `path ${path.slice(0, 200)} of ${name}`, () => {
      const compiled = paths.get(name) ?? new JsonPath(path);
      paths.set(name, compiled);
      return compiled.find(result, budget);
    });
    const text = found === undefined ? translationMapDefaults[name] : jsonText(found);
    if (text !== undefined) variables.set(name, text);
  }
  return variables;
}

/** Renders the success template with the variables. @throws StepError if the result is not JSON */
export function applySuccessTemplate(
  config: ResponseConfig,
  variables: JsonMap,
  result: JsonValue,
  options: RenderOptions = {},
): JsonValue {
  const context: JsonMap = new Map([...variables, ['rawResult', jsonText(result)]]);
  const text = inStep('Apply success template', 'success template', () => {
    const compiled = compiledOf(config);
    compiled.template ??= new VelocityTemplate(config.successTemplate);
    return compiled.template.render(context, options);
  });
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new StepError('Apply success template', `The success template did not produce JSON: ${error.message}`, text);
  }
}

/** @throws StepError that names every difference between an output and its contract */
export function checkOutput({ contract }: ActionDefinition, output: JsonValue): void {
  const step = 'Check output against its contract';
  const misfits = inStep(step, 'output contract', () => contractMisfits(contract.output.successSchema, output));
  if (misfits.length > 0)
    throw new StepError(step, `The output does not fit its contract: ${misfits.join('; ')}`, jsonText(output));
}
