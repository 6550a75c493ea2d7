import { plainToInstance } from 'class-transformer';
import { validateSync, ValidationError } from 'class-validator';
import { InvalidInput } from '../errors/request-errors.js';

/**
 * Makes an instance of `Class` out of a normalised input and checks what class-validator's decorators ask of it.
 *
 * @throws InvalidInput naming every field that does not fit
 */
export function validateInput<T extends object>(Class: new () => T, input: unknown): T {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new InvalidInput('The input must be an object');
  const instance = plainToInstance(Class, input);
  const problems = validateSync(instance, { forbidUnknownValues: false }).flatMap((error) => describe(error, ''));
  if (problems.length > 0) throw new InvalidInput(problems);
  return instance;
}

function describe({ property, constraints, children }: ValidationError, parent: string): string[] {
  const messages = Object.values(constraints ?? {}).map((message) => parent + message);
  return [...messages, ...(children ?? []).flatMap((child) => describe(child, `${parent}${property}.`))];
}
