import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { DefinitionError } from './definition-error.js';
import { DescribedAction } from './described-action.js';
import { isScalar, ScalarType } from './scalar.js';

/** Input of a Data Action. On the platform an input is a scalar, never a list or an object. */
export interface FlowInput {
  readonly name: string;
  readonly type: ScalarType;
  readonly isRequired: boolean;
  readonly description: string;
}

/** Inputs for the context of the enveloped request. */
export const CONTEXT_INPUTS: readonly FlowInput[] = [
  { name: 'flow_id', description: 'Id of the calling flow.' },
  { name: 'flow_name', description: 'Name of the calling flow. Default: its id.' },
  { name: 'interaction_id', description: 'Id of the conversation.' },
  {
    name: 'interaction_type',
    description: 'Type of the conversation: call, chat, email, message, … Default: unknown.',
  },
].map((input) => ({ ...input, type: 'string', isRequired: false }));

const IDEMPOTENCY_KEY: FlowInput = {
  name: 'idempotency_key',
  type: 'string',
  isRequired: false,
  description:
    'Key of this write: a repeated call with the same key is not executed again. Default: from flow_id and interaction_id.',
};

const NAME = /^[a-zA-Z][a-zA-Z0-9_-]*$/;

/** Names that the platform reserves. */
const RESERVED: readonly string[] = ['orgId', 'integrationId', 'rawRequest'];

/**
 * Returns the inputs for `data`, sorted by name: the inputs of the action, and an idempotency key for a write.
 *
 * @throws DefinitionError
 */
export function dataInputs({ name: action, input, effect }: DescribedAction): FlowInput[] {
  const { properties = {}, required = [] } = input;
  const own = Object.entries(properties).map(([name, schema]) => {
    check(action, name);
    return { name, type: typeOf(schema), isRequired: required.includes(name), description: describe(schema) };
  });
  const isKeyless = effect === 'write' && !own.some(({ name }) => name === IDEMPOTENCY_KEY.name);
  return [...own, ...(isKeyless ? [IDEMPOTENCY_KEY] : [])].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Returns whether the input class has this field. Only such a field may be sent as null. */
export const isActionInput = ({ input }: DescribedAction, { name }: FlowInput): boolean =>
  Object.hasOwn(input.properties ?? {}, name);

function check(action: string, name: string): void {
  const isContext = CONTEXT_INPUTS.some((input) => input.name === name);
  const problem = !NAME.test(name)
    ? 'names consist of letters, digits, _ and -, and start with a letter'
    : RESERVED.includes(name)
      ? 'the platform reserves this name'
      : isContext
        ? 'the request context uses this name'
        : undefined;
  if (problem) throw new DefinitionError(`${action}: rename the input ${name}: ${problem}`);
}

const typeOf = ({ type }: JsonSchema): ScalarType => (isScalar(type) ? type : 'string');

/** Returns the description of an input. Adds that a list or an object is passed as JSON text. */
function describe({ type, description = '', example }: JsonSchema): string {
  if (isScalar(type)) return description;
  const sample = example === undefined ? '' : `, for example ${JSON.stringify(example)}`;
  return `${description} As JSON text${sample}.`.trim();
}
