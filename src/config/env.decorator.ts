import 'reflect-metadata';
import { Environment } from './environment.js';

/** A class whose instances are validated configuration. */
export type ConfigClass<T extends object = object> = new () => T;

/** How one property is read from the environment. */
export interface EnvBinding {
  property: string;
  variable: string;
  /** What the raw text becomes, before validation. @throws Error whose message completes "VARIABLE …" */
  parse: Parse;
}

/** @param environment for a value that is valid only together with another variable */
type Parse = (text: string, environment: Environment) => unknown;

const bindingsByClass = new Map<ConfigClass, EnvBinding[]>();

/**
 * Binds a property of a config class to an environment variable: the property's initial value is the default, its type
 * says how the text is read, and class-validator's decorators beside it say what is valid.
 *
 * @param parse reads other types than string, number and boolean
 */
export function Env(variable: string, parse?: Parse): PropertyDecorator {
  return (prototype, key) => {
    const type: unknown = Reflect.getMetadata('design:type', prototype, key);
    const owner = prototype.constructor as ConfigClass;
    const bindings = bindingsByClass.get(owner) ?? [];
    bindings.push({ property: String(key), variable, parse: parse ?? parserOf(type) });
    bindingsByClass.set(owner, bindings);
  };
}

/** Every config class that has been imported, with the variables that it reads. */
export function configClasses(): ReadonlyMap<ConfigClass, readonly EnvBinding[]> {
  return bindingsByClass;
}

/** Reads a comma-separated list; blanks around its items do not count. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function parserOf(type: unknown): (text: string) => unknown {
  if (type === Number) return readNumber;
  if (type === Boolean) return readBoolean;
  return (text) => text;
}

function readNumber(text: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error('must be a number');
  return Number(text);
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new Error('must be true or false');
  return text === 'true';
}
