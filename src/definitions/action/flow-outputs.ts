import { DefinitionError } from './definition-error.js';
import { DescribedAction } from './described-action.js';
import { OutputField, outputMembers, OutputMembers, OutputValue } from './output-field.js';
import { ROUTING_OUTPUTS } from './routing-outputs.js';

/**
 * Returns all outputs of an action by name: its output, its envelope fields, and the routing outputs. @throws
 * DefinitionError
 */
export function flowOutputs({ name, output, extras }: DescribedAction): OutputMembers {
  const outputs: Record<string, OutputField> = {};
  for (const part of [ROUTING_OUTPUTS, outputMembers(extras, '$'), outputMembers(output, '$.data')]) {
    for (const [field, value] of Object.entries(part)) {
      if (Object.hasOwn(outputs, field)) {
        throw new DefinitionError(`${name}: rename the output ${field}: the envelope has a field with this name`);
      }
      outputs[field] = value;
    }
  }
  const variables = outputValues(outputs).map(({ variable }) => variable);
  const twice = variables.find((variable, index) => variables.indexOf(variable) !== index);
  if (twice !== undefined)
    throw new DefinitionError(`${name}: two outputs would be named ${twice} in the flow: rename one of them`);
  return sorted(outputs);
}

/** Returns all output values, including those inside nested outputs. */
export const outputValues = (members: OutputMembers): OutputValue[] =>
  Object.values(members).flatMap((field) => ('members' in field ? outputValues(field.members) : [field]));

const sorted = (members: OutputMembers): OutputMembers =>
  Object.fromEntries(
    Object.entries(members)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, 'members' in field ? { members: sorted(field.members) } : field]),
  );
