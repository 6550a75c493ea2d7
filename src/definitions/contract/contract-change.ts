import { JsonSchema } from '../../data-actions/contract/json-schema.js';
import { Contract } from './contract.js';

export interface ContractChange {
  /** True if published flows stop working or receive other values. */
  readonly isBreaking: boolean;
  /** For example "the input customer_id is missing". */
  readonly what: string;
}

/**
 * Returns all differences, inputs first. Compatible changes: a new optional input, an input that becomes optional, and a
 * new output.
 */
export const contractChanges = (locked: Contract, current: Contract): ContractChange[] => [
  ...inputChanges(locked.input, current.input),
  ...outputChanges(locked.output, current.output),
];

function inputChanges(locked: JsonSchema, current: JsonSchema): ContractChange[] {
  const [before, after] = [locked.properties ?? {}, current.properties ?? {}];
  const isRequired = ({ required = [] }: JsonSchema, name: string): boolean => required.includes(name);
  return namesOf(before, after).flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    const input = `the input ${name}`;
    if (!now) return [breaking(`${input} is missing`)];
    if (!old) {
      return isRequired(current, name) ? [breaking(`${input} is new and required`)] : [compatible(`${input} is new`)];
    }
    const demand = isRequired(current, name)
      ? breaking(`${input} is now required`)
      : compatible(`${input} is now optional`);
    return [...retyped(input, old, now), ...(isRequired(locked, name) === isRequired(current, name) ? [] : [demand])];
  });
}

/** @param path prefix of nested outputs, for example `profile.` */
function outputChanges(locked: JsonSchema, current: JsonSchema, path = ''): ContractChange[] {
  const [before, after] = [locked.properties ?? {}, current.properties ?? {}];
  return namesOf(before, after).flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    const output = `the output ${path}${name}`;
    if (!now) return [breaking(`${output} is missing`)];
    if (!old) return [compatible(`${output} is new`)];
    const changes = retyped(output, old, now);
    return changes.length > 0 ? changes : outputChanges(membersOf(old), membersOf(now), `${path}${name}.`);
  });
}

const membersOf = (schema: JsonSchema): JsonSchema => schema.items ?? schema;

function retyped(what: string, old: JsonSchema, now: JsonSchema): ContractChange[] {
  const [before, after] = [typeOf(old), typeOf(now)];
  return before === after ? [] : [breaking(`${what} changed from ${before} to ${after}`)];
}

const typeOf = ({ type = 'anything', items }: JsonSchema): string => (items ? `${type} of ${typeOf(items)}` : type);

const namesOf = (before: object, after: object): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();

const breaking = (what: string): ContractChange => ({ isBreaking: true, what });

const compatible = (what: string): ContractChange => ({ isBreaking: false, what });
