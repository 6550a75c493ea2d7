import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, ValidationError, ValidationTypes } from 'class-validator';
import { InvalidInput } from '../errors/request-errors.js';
import { InputRules } from './input-rules.js';

/**
 * Makes an instance of `Class` out of a normalised input and checks what class-validator's decorators ask of it.
 *
 * @throws InvalidInput naming every field that does not fit
 */
export function validateInput<T extends object>(Class: new () => T, input: unknown): T {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new InvalidInput('The input must be an object');
  const { shaped, rules } = shapeOf(Class);
  const instance = instantiate(Class, input, shaped);
  if (rules?.accept(instance)) return instance;
  const problems = validateSync(instance, { forbidUnknownValues: false }).flatMap((error) => describe(error, ''));
  if (problems.length > 0) throw new InvalidInput(problems);
  return instance;
}

/**
 * The members of a free-form object are the caller's, whatever they are called, so it is handed on as it is; class-transformer
 * would lose some of them, and fails at one that is called `constructor`.
 */
function instantiate<T extends object>(Class: new () => T, input: object, shaped: ReadonlySet<string>): T {
  const isFreeForm = ([name, value]: [string, unknown]): boolean => typeof value === 'object' && !shaped.has(name);
  const entries = Object.entries(input) as [string, unknown][];
  if (!entries.some(isFreeForm)) return plainToInstance(Class, input);
  const rest = Object.fromEntries(entries.filter((entry) => !isFreeForm(entry)));
  return Object.assign(plainToInstance(Class, rest), Object.fromEntries(entries.filter(isFreeForm)));
}

interface Shape {
  /** The names of the fields whose own fields a class describes. */
  readonly shaped: ReadonlySet<string>;
  readonly rules: InputRules | undefined;
}

const shapes = new WeakMap<object, Shape>();

/** What is to be known of a class, looked for once. */
function shapeOf(Class: new () => object): Shape {
  let shape = shapes.get(Class);
  if (!shape) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(Class, '', true, false);
    const nested = rules.filter(({ type }) => type === ValidationTypes.NESTED_VALIDATION);
    shape = { shaped: new Set(nested.map(({ propertyName }) => propertyName)), rules: InputRules.of(Class) };
    shapes.set(Class, shape);
  }
  return shape;
}

function describe({ property, constraints, children }: ValidationError, parent: string): string[] {
  const messages = Object.values(constraints ?? {}).map((message) => parent + message);
  return [...messages, ...(children ?? []).flatMap((child) => describe(child, `${parent}${property}.`))];
}
