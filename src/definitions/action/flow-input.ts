import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { DefinitionError } from './definition-error.js';
import { DescribedAction } from './described-action.js';
import { isScalar, ScalarType } from './scalar.js';

/** What a flow gives to a Data Action: on the platform an input is one scalar, never a list or an object. */
export interface FlowInput {
  readonly name: string;
  readonly type: ScalarType;
  readonly isRequired: boolean;
  readonly description: string;
}

/** Where the call comes from; these fill the envelope of the request. */
export const CONTEXT_INPUTS: readonly FlowInput[] = [
  { name: 'flow_id', description: 'The flow that calls.' },
  { name: 'flow_name', description: "The flow's name; absent: its id stands for it." },
  { name: 'interaction_id', description: 'The conversation that the flow handles.' },
  { name: 'interaction_type', description: 'What the conversation is: call, chat, email, message …; absent: unknown.' },
].map((input) => ({ ...input, type: 'string', isRequired: false }));

const IDEMPOTENCY_KEY: FlowInput = {
  name: 'idempotency_key',
  type: 'string',
  isRequired: false,
  description:
    'Names this write, so that repeating the call does not repeat it; absent: made of flow_id and interaction_id.',
};

const NAME = /^[a-zA-Z][a-zA-Z0-9_-]*$/;

/** What the platform keeps for itself. */
const RESERVED: readonly string[] = ['orgId', 'integrationId', 'rawRequest'];

/** What fills the `data` of a request, by name: the action's own inputs, and for a write its key. @throws DefinitionError */
export function dataInputs({ name: action, input, effect }: DescribedAction): FlowInput[] {
  const { properties = {}, required = [] } = input;
  const own = Object.entries(properties).map(([name, schema]) => {
    check(action, name);
    return { name, type: typeOf(schema), isRequired: required.includes(name), description: describe(schema) };
  });
  const isKeyless = effect === 'write' && !own.some(({ name }) => name === IDEMPOTENCY_KEY.name);
  return [...own, ...(isKeyless ? [IDEMPOTENCY_KEY] : [])].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether the action's class knows an input, so that it may be sent as null. */
export const isOwn = ({ input }: DescribedAction, { name }: FlowInput): boolean =>
  Object.hasOwn(input.properties ?? {}, name);

function check(action: string, name: string): void {
  const isTaken = CONTEXT_INPUTS.some((input) => input.name === name);
  const problem = !NAME.test(name)
    ? 'the platform takes letters, digits, _ and -, a letter first'
    : RESERVED.includes(name)
      ? 'the platform keeps that name for itself'
      : isTaken
        ? 'that name tells where the call comes from'
        : undefined;
  if (problem) throw new DefinitionError(`${action}: the input ${name} has to be renamed: ${problem}`);
}

const typeOf = ({ type }: JsonSchema): ScalarType => (isScalar(type) ? type : 'string');

/** What a flow's author reads; for a list or an object also that it is written as JSON. */
function describe({ type, description = '', example }: JsonSchema): string {
  if (isScalar(type)) return description;
  const sample = example === undefined ? '' : `, for example ${JSON.stringify(example)}`;
  return `${description} As JSON text${sample}.`.trim();
}
