import { validateSync, ValidationError } from 'class-validator';
import { ConfigClass, configClasses, EnvBinding } from './env.decorator.js';
import { Environment } from './environment.js';
import { SecretFile } from './secret-file.js';

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
 * @param onSecretFile receives each file that holds a secret, to keep its value up to date
 * @throws InvalidConfiguration
 */
export function readConfigs(
  environment: Environment,
  onSecretFile: (file: SecretFile) => void = () => undefined,
): Map<ConfigClass, object> {
  const problems: string[] = [];
  const configs = new Map<ConfigClass, object>();
  for (const [Class, bindings] of configClasses()) {
    const config = new Class();
    problems.push(...fill(config, bindings, environment, onSecretFile));
    configs.set(Class, Object.freeze(config));
  }
  if (problems.length > 0) throw new InvalidConfiguration(problems.sort());
  return configs;
}

/** Sets the properties of `config`. @returns one line per problem, without the value, which may be a secret */
function fill(
  config: object,
  bindings: readonly EnvBinding[],
  environment: Environment,
  onSecretFile: (file: SecretFile) => void,
): string[] {
  const failures = new Map<string, string>();
  for (const { property, variable, parse, isSecret, rejectsBlank, hasLowerCaseForm } of bindings) {
    const text =
      valueOf(environment, variable) ?? (hasLowerCaseForm ? valueOf(environment, variable.toLowerCase()) : undefined);
    const path = isSecret ? valueOf(environment, `${variable}_FILE`) : undefined;
    try {
      if (rejectsBlank && text === undefined && environment[variable]) throw new Error('holds nothing but blanks');
      if (path !== undefined && text !== undefined) throw new Error(`and ${variable}_FILE are both set: remove one`);
      if (path !== undefined) {
        const file = new SecretFile(variable, path, (content) => parse(content, environment));
        Object.defineProperty(config, property, { get: () => file.value, enumerable: true });
        onSecretFile(file);
      } else if (text !== undefined) Object.assign(config, { [property]: parse(text, environment) });
    } catch (error) {
      const name = text === undefined && isSecret ? `${variable}_FILE` : variable;
      const problem = error instanceof Error ? error.message : 'cannot be parsed';
      failures.set(property, problem.startsWith(':') ? name + problem : `${name} ${problem}`);
    }
  }
  const variables = new Map(bindings.map(({ property, variable }) => [property, variable]));
  const invalid = validateSync(config, { forbidUnknownValues: false })
    .filter(({ property }) => !failures.has(property))
    .flatMap((error) => describe(error, variables.get(error.property) ?? error.property));
  return [...failures.values(), ...invalid];
}

function valueOf(environment: Environment, variable: string): string | undefined {
  const text = environment[variable]?.trim();
  return text === '' ? undefined : text;
}

function describe(error: ValidationError, variable: string): string[] {
  return Object.values(error.constraints ?? {}).map((message) =>
    message.startsWith(error.property) ? variable + message.slice(error.property.length) : `${variable}: ${message}`,
  );
}
