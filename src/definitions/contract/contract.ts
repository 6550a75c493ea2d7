import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { DescribedAction } from '../action/described-action.js';
import { CONTEXT_INPUTS, dataInputs } from '../action/flow-input.js';
import { flowOutputs } from '../action/flow-outputs.js';
import { OutputField, OutputMembers } from '../action/output-field.js';

/** Contract between a flow and a Data Action. The platform does not allow a published contract to change. */
export interface Contract {
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/** @throws DefinitionError if the platform cannot represent the classes */
export const contractOf = (action: DescribedAction): Contract => ({
  input: inputSchema(action),
  output: objectSchema(flowOutputs(action)),
});

function inputSchema(action: DescribedAction): JsonSchema {
  const inputs = [...dataInputs(action), ...CONTEXT_INPUTS].sort((a, b) => (a.name < b.name ? -1 : 1));
  const required = inputs.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(
      inputs.map(({ name, type, description }) => [name, { type, ...(description !== '' && { description }) }]),
    ),
    additionalProperties: true,
  };
}

const objectSchema = (members: OutputMembers): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(members).map(([name, field]) => [name, schemaOf(field)])),
  additionalProperties: true,
});

const schemaOf = (field: OutputField): JsonSchema => ('members' in field ? objectSchema(field.members) : field.schema);
