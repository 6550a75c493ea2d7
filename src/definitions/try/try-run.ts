import { checkInput, withInputDefaults } from '../../engine/action/action-input.js';
import { ActionRequest, ActionSecrets, renderRequest, requestContext } from '../../engine/action/action-request.js';
import { readOutput } from '../../engine/action/action-response.js';
import { readDefinition } from '../../engine/action/read-definition.js';
import { StepError } from '../../engine/action/step-error.js';
import { isMap, JsonMap, JsonValue } from '../../engine/json/json-value.js';
import { fromPlain } from '../../engine/json/plain-json.js';

/** A Data Action with everything that it runs with. */
export interface Trial extends ActionSecrets {
  /** The parsed JSON of the file. */
  readonly definition: unknown;
  readonly input: JsonValue;
  /** The text of the response's body; absent to render the request alone. */
  readonly response?: string;
  /** Whether inputs that are left out get the `default` of their contract. */
  readonly inputDefaults?: boolean;
}

/** What a trial gives: JSON in the form that `--try` prints. */
export function runTrial(trial: Trial): JsonMap {
  const result: JsonMap = new Map();
  try {
    const definition = readDefinition(trial.definition);
    const given = trial.inputDefaults && isMap(trial.input) ? withInputDefaults(definition, trial.input) : trial.input;
    const input = checkInput(definition, given);
    result.set('request', requestJson(renderRequest(definition, requestContext(input, trial))));
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
