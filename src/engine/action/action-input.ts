import { contractMisfits } from '../contract/contract-check.js';
import { isObject, JsonSchema } from '../contract/json-schema.js';
import { isMap, JsonMap, JsonValue } from '../json/json-value.js';
import { fromPlain } from '../json/plain-json.js';
import { ActionDefinition } from './action-definition.js';
import { inStep, StepError } from './step-error.js';

const STEP = 'Check input against its contract';

/**
 * Checks an input against its contract. The platform does not send a request for an invalid input.
 *
 * @throws StepError that names every difference
 */
export function checkInput({ contract }: ActionDefinition, input: JsonValue): JsonMap {
  const misfits = inStep(STEP, 'input contract', () => contractMisfits(contract.input.inputSchema, input));
  if (misfits.length > 0) throw new StepError(STEP, `The input does not fit its contract: ${misfits.join('; ')}`);
  if (!isMap(input)) throw new StepError(STEP, 'The input is not an object');
  const nested = [...input].filter(([, value]) => Array.isArray(value) || isMap(value));
  if (nested.length === 0) return input;
  throw new StepError(STEP, `Inputs must be flat: ${nested.map(([name]) => name).join(', ')}`);
}

/** Returns the input with the `default` of each missing property. The platform does not document such defaults. */
export function withInputDefaults({ contract }: ActionDefinition, input: JsonMap): JsonMap {
  const { properties } = contract.input.inputSchema;
  const defaults = Object.entries(isObject(properties) ? properties : {}).flatMap(([name, schema]) =>
    isObject(schema) && 'default' in schema && !input.has(name) ? [[name, fromPlain(schema['default'])] as const] : [],
  );
  return new Map([...input, ...defaults]);
}

export const propertyNames = ({ properties }: JsonSchema): string[] =>
  isObject(properties) ? Object.keys(properties) : [];
