import { InvalidInput } from '../../../errors/request-errors.js';
import { parseJsonString } from '../../input/coerce-input.js';
import { CallContext, FlowContext, InteractionContext } from '../../contract/request-envelope.js';

type Members = Readonly<Record<string, unknown>>;

/** Maximum length of an id, as in headers. Ids are logged. */
const MAX_ID_CHARACTERS = 128;
const MAX_TEXT_CHARACTERS = 256;

interface Field {
  readonly name: string;
  readonly isRequired: boolean;
  readonly maxCharacters: number;
}

const ID: Field = { name: 'id', isRequired: true, maxCharacters: MAX_ID_CHARACTERS };
const required = (name: string): Field => ({ name, isRequired: true, maxCharacters: MAX_TEXT_CHARACTERS });
const optional = (name: string): Field => ({ name, isRequired: false, maxCharacters: MAX_TEXT_CHARACTERS });

const FLOW = [ID, required('name'), optional('version')];
const INTERACTION = [ID, required('type'), optional('channel')];
const TIMESTAMP = optional('timestamp');

/**
 * Validates flow and interaction of an enveloped call and drops unknown fields. Handwritten for speed, because it runs before
 * every cache lookup.
 *
 * @param context the body without `data`
 * @throws InvalidInput naming every invalid field
 */
export function readCallContext(context: object): CallContext {
  const problems: string[] = [];
  const flow = readPart(context as Members, 'flow', FLOW, problems);
  const interaction = readPart(context as Members, 'interaction', INTERACTION, problems);
  const timestamp = readText(context as Members, TIMESTAMP, '', problems);
  if (problems.length > 0) throw new InvalidInput(problems);
  return {
    flow: flow as unknown as FlowContext,
    interaction: interaction as unknown as InteractionContext,
    ...(timestamp !== undefined && { timestamp }),
  };
}

function readPart(
  context: Members,
  part: string,
  fields: readonly Field[],
  problems: string[],
): Record<string, string> {
  const members = typeof context[part] === 'string' ? parseJsonString(context[part]) : context[part];
  const read: Record<string, string> = {};
  if (typeof members !== 'object' || members === null || Array.isArray(members)) {
    problems.push(`${part} must be an object`);
    return read;
  }
  for (const field of fields) {
    const text = readText(members as Members, field, `${part}.`, problems);
    if (text !== undefined) read[field.name] = text;
  }
  return read;
}

function readText(members: Members, field: Field, parent: string, problems: string[]): string | undefined {
  const { name, isRequired, maxCharacters } = field;
  const value = members[name];
  if (!isRequired && (value === undefined || value === null || value === '')) return undefined;
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') problems.push(`${parent}${name} must be a string`);
  else if (text === '') problems.push(`${parent}${name} should not be empty`);
  else if (text.length > maxCharacters)
    problems.push(`${parent}${name} must be shorter than or equal to ${maxCharacters} characters`);
  else return text;
  return undefined;
}
