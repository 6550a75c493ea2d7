import { plainToInstance } from 'class-transformer';
import { validateSync, ValidationError } from 'class-validator';
import { ConfigClass, configClasses, ENVIRONMENT, EnvBinding, EnvironmentTexts, Unparsed } from './env.decorator.js';
import { Environment } from './environment.js';
import { SecretFile } from '../files/secret-file.js';

/** Startup failure that lists every invalid variable. */
export class InvalidConfiguration extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Invalid configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidConfiguration';
  }
}

/**
 * Reads, validates and freezes every config class. An empty variable counts as unset, because container tools set unused
 * variables to the empty string.
 *
 * @param onSecretFile receives each file that contains a secret, to keep the value up to date
 * @throws InvalidConfiguration
 */
export function readConfigs(
  environment: Environment,
  onSecretFile: (file: SecretFile) => void = () => undefined,
): Map<ConfigClass, object> {
  const problems: string[] = [];
  const configs = new Map<ConfigClass, object>();
  for (const [Class, bindings] of configClasses()) {
    const { config, problems: found } = readConfig(Class, bindings, environment, onSecretFile);
    problems.push(...found);
    configs.set(Class, Object.freeze(config));
  }
  if (problems.length > 0) throw new InvalidConfiguration(problems.sort());
  return configs;
}

/**
 * Converts the variables of one class with class-transformer and validates them with class-validator, as Nest documents it.
 *
 * @returns one line per problem, without secrets
 */
function readConfig(
  Class: ConfigClass,
  bindings: readonly EnvBinding[],
  environment: Environment,
  onSecretFile: (file: SecretFile) => void,
): { config: object; problems: string[] } {
  const failures = new Map<string, string>();
  const texts: EnvironmentTexts = { [ENVIRONMENT]: environment };
  const secrets = new Map<string, SecretFile>();
  for (const binding of bindings) {
    const { property, variable, parse, isSecret, rejectsBlank, hasLowerCaseForm } = binding;
    const text =
      valueOf(environment, variable) ?? (hasLowerCaseForm ? valueOf(environment, variable.toLowerCase()) : undefined);
    const path = isSecret ? valueOf(environment, `${variable}_FILE`) : undefined;
    if (rejectsBlank && text === undefined && environment[variable])
      failures.set(property, `${variable} contains only blanks`);
    else if (path !== undefined && text !== undefined)
      failures.set(property, `${variable} and ${variable}_FILE are both set: remove one`);
    else if (text !== undefined) texts[property] = text;
    else if (path !== undefined)
      try {
        secrets.set(property, new SecretFile(variable, path, (content) => parse(content, environment)));
      } catch (error) {
        failures.set(property, lineOf(`${variable}_FILE`, (error as Error).message));
      }
  }
  const config = plainToInstance(Class, texts);
  for (const [property, file] of secrets) {
    Object.defineProperty(config, property, { get: () => file.value, enumerable: true });
    onSecretFile(file);
  }
  const variables = new Map(bindings.map(({ property, variable }) => [property, variable]));
  for (const [property, value] of Object.entries(config) as [string, unknown][])
    if (value instanceof Unparsed) failures.set(property, lineOf(variables.get(property) ?? property, value.problem));
  const invalid = validateSync(config, { forbidUnknownValues: false })
    .filter(({ property }) => !failures.has(property))
    .flatMap((error) => describe(config, error, variables.get(error.property) ?? error.property));
  return { config, problems: [...failures.values(), ...invalid] };
}

/** Appends a message to the name of a variable: "VARIABLE must …", or "VARIABLE: …" if the message begins with a colon. */
const lineOf = (variable: string, problem: string): string =>
  problem.startsWith(':') ? variable + problem : `${variable} ${problem}`;

function valueOf(environment: Environment, variable: string): string | undefined {
  const text = environment[variable]?.trim();
  return text === '' ? undefined : text;
}

function describe(config: object, error: ValidationError, variable: string): string[] {
  return Object.entries(error.constraints ?? {}).map(([constraint, message]) => {
    const rule = message.replace(/^each value in \w+ /, '');
    if (rule !== message) return `${variable}: ${wrongMembers(config, error, constraint)} ${rule}`;
    return message.startsWith(error.property)
      ? variable + message.slice(error.property.length)
      : `${variable}: ${message}`;
  });
}

/** Returns the members of a list that break a constraint, by validating each one alone. */
function wrongMembers(config: object, { property, value }: ValidationError, constraint: string): string {
  const members = (value as unknown[]).filter((member) => {
    const probe = Object.assign(Object.create(Object.getPrototypeOf(config) as object) as object, config, {
      [property]: [member],
    });
    return validateSync(probe, { forbidUnknownValues: false }).some(
      (error) => error.property === property && constraint in (error.constraints ?? {}),
    );
  });
  return members.map((member) => `\`${String(member)}\``).join(', ');
}
