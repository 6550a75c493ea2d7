import { checkInput } from '../../engine/action/action-input.js';
import { propertyNames, withInputDefaults } from '../../engine/action/action-input.js';
import { requestContext } from '../../engine/action/action-request.js';
import { ActionSecrets } from '../../engine/action/action-request.js';
import { StepError } from '../../engine/action/step-error.js';
import { ActionDefinition } from '../../engine/action/action-definition.js';
import { isObject } from '../../engine/contract/json-schema.js';
import { JsonMap } from '../../engine/json/json-value.js';
import { fromPlain } from '../../engine/json/plain-json.js';
import { InvalidInput } from '../../errors/request-errors.js';

/** Keywords of an input schema that `inputClass` has already checked, or that check nothing. */
const OF_PROPERTIES: ReadonlySet<string> = new Set(
  '$schema id title description type properties required additionalProperties'.split(' '),
);

/**
 * Returns a call's input with the defaults of its contract.
 *
 * @throws InvalidInput if the input breaks a rule for the whole input, such as `minProperties`
 */
export function readInput(definition: ActionDefinition, input: unknown): JsonMap {
  try {
    const values = fromPlain(input) as JsonMap;
    const { inputSchema } = definition.contract.input;
    const isChecked = Object.keys(inputSchema).every((keyword) => OF_PROPERTIES.has(keyword));
    return withInputDefaults(definition, isChecked ? values : checkInput(definition, values));
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    throw new InvalidInput(error.message.replace(/^The input does not fit its contract: /, ''));
  }
}

/**
 * Returns the variables of the request templates. A missing string becomes an empty string, because flows send a missing
 * value as an empty string. `rawRequest` does not contain these empty strings.
 */
export function templateContext(definition: ActionDefinition, input: JsonMap, secrets: ActionSecrets): JsonMap {
  const context = requestContext(input, secrets);
  const inputs = context.get('input') as JsonMap;
  const { properties } = definition.contract.input.inputSchema;
  for (const name of propertyNames(definition.contract.input.inputSchema)) {
    const schema = isObject(properties) ? properties[name] : undefined;
    if (!inputs.has(name) && isObject(schema) && schema['type'] === 'string') inputs.set(name, '');
  }
  return context;
}
