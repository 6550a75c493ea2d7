import { checkInput, withInputDefaults } from '../../engine/action/action-input.js';
import { ActionRequest, ActionSecrets, renderRequest, requestContext } from '../../engine/action/action-request.js';
import { readOutput } from '../../engine/action/action-response.js';
import { readDefinition } from '../../engine/action/read-definition.js';
import { StepError } from '../../engine/action/step-error.js';
import { isMap, JsonMap, JsonValue } from '../../engine/json/json-value.js';
import { fromPlain } from '../../engine/json/plain-json.js';

/** Data Action with input, response and secrets. */
export interface Trial extends ActionSecrets {
  /** Definition as parsed JSON. */
  readonly definition: unknown;
  readonly input: JsonValue;
  /** Response body. Default: only the request is rendered. */
  readonly response?: string;
  /** Whether absent inputs get the `default` of the contract. */
  readonly inputDefaults?: boolean;
}

/** Returns the result as JSON, in the form that `--try` prints. */
export function runTrial(trial: Trial): JsonMap {
  const result: JsonMap = new Map();
  try {
    const definition = readDefinition(trial.definition);
    const { input, inputDefaults } = trial;
    const checked = checkInput(
      definition,
      inputDefaults && isMap(input) ? withInputDefaults(definition, input) : input,
    );
    result.set('request', requestJson(renderRequest(definition, requestContext(checked, trial))));
    if (trial.response !== undefined) result.set('output', readOutput(definition, trial.response));
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    result.set('error', errorJson(error));
  }
  return result;
}

const requestJson = ({ method, url, headers, body }: ActionRequest): JsonValue =>
  fromPlain({ method, url, headers, ...(body !== undefined && { body }) });

const errorJson = ({ step, message, result }: StepError): JsonValue =>
  fromPlain({ step, message, ...(result !== undefined && { result }) });
