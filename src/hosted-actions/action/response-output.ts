import { applySuccessTemplate, checkOutput, parseResponse, translate } from '../../engine/action/action-response.js';
import { StepError } from '../../engine/action/step-error.js';
import { JsonValue } from '../../engine/json/json-value.js';
import { WorkBudget } from '../../engine/limits/work-budget.js';
import { UpstreamBadResponse } from '../../errors/upstream-errors.js';
import { HostedDefinition } from '../definition/hosted-definition.js';

/** Maximum number of steps of all paths and the success template together. It limits how long the event loop is blocked. */
const MAX_STEPS = 2_000_000;
const MAX_MS = 200;

/** Parses the text of a response. An empty text counts as `{}`. @throws StepError for a text that is not JSON */
export const readResponseText = (text: string): JsonValue => parseResponse(text);

/**
 * Maps a response to the output of a definition.
 *
 * @throws UpstreamBadResponse for a response that cannot be mapped, or does not fit the contract
 */
export function makeOutput({ name, definition }: HostedDefinition, response: JsonValue): JsonValue {
  const config = definition.config.response;
  try {
    const budget = new WorkBudget('output', MAX_STEPS, MAX_MS);
    const output = applySuccessTemplate(config, translate(config, response, budget), response, { budget });
    checkOutput(definition, output);
    return output;
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    throw new UpstreamBadResponse(
      `The upstream of ${name}`,
      `sent a response without a usable output: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

/** Returns the part of an error that callers may see: names of outputs and types, no text of the response. */
const reasonOf = ({ step, message }: StepError): string =>
  step === 'Check output against its contract' ? message : `${step} failed`;
