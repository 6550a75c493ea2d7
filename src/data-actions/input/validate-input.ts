import { validateSync, ValidationError } from 'class-validator';
import { InvalidInput } from '../../errors/request-errors.js';
import { FastValidator } from './fast-validator.js';
import { InputInstantiator } from './input-instantiator.js';

/**
 * Creates an instance of `Class` from a coerced input and validates it with class-validator.
 *
 * @throws InvalidInput naming every invalid field
 */
export function validateInput<T extends object>(Class: new () => T, input: unknown): T {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new InvalidInput('The input must be an object');
  const { shape, rules } = validationOf(Class);
  const instance = shape.instance(input);
  if (rules?.accept(instance)) return instance;
  const problems = validateSync(instance, { forbidUnknownValues: false }).flatMap((error) => describe(error, ''));
  if (problems.length > 0) throw new InvalidInput(problems);
  return instance;
}

interface Validation<T extends object> {
  readonly shape: InputInstantiator<T>;
  readonly rules: FastValidator | undefined;
}

const known = new WeakMap<object, Validation<object>>();

/** Returns the validator and the instantiator of a class, created once. */
function validationOf<T extends object>(Class: new () => T): Validation<T> {
  const found = known.get(Class) as Validation<T> | undefined;
  if (found) return found;
  const fresh = { shape: InputInstantiator.of(Class), rules: FastValidator.of(Class) };
  known.set(Class, fresh);
  return fresh;
}

function describe({ property, constraints, children }: ValidationError, parent: string): string[] {
  const messages = Object.values(constraints ?? {}).map((message) => parent + message);
  return [...messages, ...(children ?? []).flatMap((child) => describe(child, `${parent}${property}.`))];
}
