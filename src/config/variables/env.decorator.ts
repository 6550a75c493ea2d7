import 'reflect-metadata';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { Environment } from './environment.js';

/** Class whose instances contain validated configuration. */
export type ConfigClass<T extends object = object> = new () => T;

export interface EnvBinding {
  property: string;
  variable: string;
  /** Runs before validation. @throws Error whose message is appended to the name of the variable */
  parse: Parse;
  /** Whether `VARIABLE_FILE` may name a file that contains the value. */
  isSecret: boolean;
  /** Whether a value that consists of blanks is an error. Otherwise it counts as unset. */
  rejectsBlank: boolean;
  /** Whether the variable is also read in lower case, as is usual for `http_proxy`. The upper-case form takes precedence. */
  hasLowerCaseForm: boolean;
}

interface EnvOptions {
  readonly rejectsBlank?: boolean;
  readonly hasLowerCaseForm?: boolean;
}

/** @param environment for values whose validity depends on another variable */
type Parse = (text: string, environment: Environment) => unknown;

const bindingsByClass = new Map<ConfigClass, EnvBinding[]>();

/**
 * Binds a property of a config class to an environment variable. The property's initial value is the default, and its type
 * selects the parser. Other class-validator decorators of the property validate the value.
 *
 * @param parse required for types other than string, number and boolean
 * @param options as in `EnvBinding`; `rejectsBlank` is for a variable that restricts access
 */
export const Env = (
  variable: string,
  parse?: Parse,
  { rejectsBlank = false, hasLowerCaseForm = false }: EnvOptions = {},
): PropertyDecorator => bind({ variable, parse, isSecret: false, rejectsBlank, hasLowerCaseForm });

/**
 * Binds a property to a variable that contains a secret. `VARIABLE_FILE` may instead name a file that contains the secret.
 * The property then follows changes of the file, so consumers read it at each use and never keep a copy.
 */
export const EnvSecret = (
  variable: string,
  parse?: Parse,
  { hasLowerCaseForm = false }: Pick<EnvOptions, 'hasLowerCaseForm'> = {},
): PropertyDecorator => bind({ variable, parse, isSecret: true, rejectsBlank: false, hasLowerCaseForm });

/** Binds a property to a variable that contains an integer within bounds. */
export const EnvInteger =
  (variable: string, { min, max }: { min: number; max?: number }): PropertyDecorator =>
  (prototype, key) => {
    const bounds = max === undefined ? [Min(min)] : [Max(max), Min(min)];
    for (const decorate of [...bounds, IsInt(), Env(variable)]) decorate(prototype, key);
  };

function bind({
  parse,
  ...binding
}: Omit<EnvBinding, 'property' | 'parse'> & { parse: Parse | undefined }): PropertyDecorator {
  return (prototype, key) => {
    const type: unknown = Reflect.getMetadata('design:type', prototype, key);
    const owner = prototype.constructor as ConfigClass;
    const bindings = bindingsByClass.get(owner) ?? [];
    const parseText = parse ?? parserFor(type);
    bindings.push({ ...binding, property: String(key), parse: parseText });
    bindingsByClass.set(owner, bindings);
    Transform(({ value, obj }) => parsed(parseText, value as string, obj as EnvironmentTexts))(prototype, key);
  };
}

/** Texts of a config class by property, before class-transformer converts them to an instance. */
export type EnvironmentTexts = Record<string, string> & { readonly [ENVIRONMENT]?: Environment };

/** Key under which `EnvironmentTexts` contains the whole environment. */
export const ENVIRONMENT = Symbol('environment');

/** Replaces a value that cannot be parsed, so that every wrong variable is reported and not only the first. */
export class Unparsed {
  constructor(readonly problem: string) {}
}

function parsed(parse: Parse, text: string, texts: EnvironmentTexts): unknown {
  try {
    return parse(text, texts[ENVIRONMENT] ?? {});
  } catch (error) {
    return new Unparsed(error instanceof Error ? error.message : 'cannot be parsed');
  }
}

/** Returns the config classes imported so far, with their variables. */
export function configClasses(): ReadonlyMap<ConfigClass, readonly EnvBinding[]> {
  return bindingsByClass;
}

/** Parses a comma-separated list. Trims the items and drops empty ones. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function parserFor(type: unknown): (text: string) => unknown {
  if (type === Number) return parseNumber;
  if (type === Boolean) return parseBoolean;
  return (text) => text;
}

function parseNumber(text: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error('must be a number');
  return Number(text);
}

function parseBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new Error('must be true or false');
  return text === 'true';
}
