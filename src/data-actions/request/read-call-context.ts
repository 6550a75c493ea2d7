import { InvalidInput } from '../../errors/request-errors.js';
import { parseJsonString } from '../input/coerce-input.js';
import { CallContext, FlowContext, InteractionContext } from '../contract/request-envelope.js';

type Told = Readonly<Record<string, unknown>>;

interface Field {
  readonly name: string;
  readonly isRequired: boolean;
}

const required = (name: string): Field => ({ name, isRequired: true });
const optional = (name: string): Field => ({ name, isRequired: false });

const FLOW = [required('id'), required('name'), optional('version')];
const INTERACTION = [required('id'), required('type'), optional('channel')];
const WHEN = optional('timestamp');

/**
 * Reads where a call comes from, in the types that an input may come in too, without what is not known. By hand, as it is the
 * same few fields in every call, and read before a cached answer is.
 *
 * @param told the body without its `data`
 * @throws InvalidInput naming every field that does not fit
 */
export function readCallContext(told: object): CallContext {
  const problems: string[] = [];
  const flow = readPart(told as Told, 'flow', FLOW, problems);
  const interaction = readPart(told as Told, 'interaction', INTERACTION, problems);
  const timestamp = readText(told as Told, WHEN, '', problems);
  if (problems.length > 0) throw new InvalidInput(problems);
  return {
    flow: flow as unknown as FlowContext,
    interaction: interaction as unknown as InteractionContext,
    ...(timestamp !== undefined && { timestamp }),
  };
}

function readPart(told: Told, part: string, fields: readonly Field[], problems: string[]): Record<string, string> {
  const given = typeof told[part] === 'string' ? parseJsonString(told[part]) : told[part];
  const read: Record<string, string> = {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    problems.push(`${part} must be an object`);
    return read;
  }
  for (const field of fields) {
    const text = readText(given as Told, field, `${part}.`, problems);
    if (text !== undefined) read[field.name] = text;
  }
  return read;
}

function readText(given: Told, { name, isRequired }: Field, of: string, problems: string[]): string | undefined {
  const value = given[name];
  if (!isRequired && (value === undefined || value === null || value === '')) return undefined;
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') problems.push(`${of}${name} must be a string`);
  else if (text === '') problems.push(`${of}${name} should not be empty`);
  else return text;
  return undefined;
}
