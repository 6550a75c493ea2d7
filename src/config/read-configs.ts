import { validateSync, ValidationError } from 'class-validator';
import { ConfigClass, configClasses, EnvBinding } from './env.decorator.js';
import { Environment } from './environment.js';

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
 * @throws InvalidConfiguration
 */
export function readConfigs(environment: Environment): Map<ConfigClass, object> {
  const problems: string[] = [];
  const configs = new Map<ConfigClass, object>();
  for (const [Class, bindings] of configClasses()) {
    const config = new Class();
    problems.push(...fill(config, bindings, environment));
    configs.set(Class, Object.freeze(config));
  }
  if (problems.length > 0) throw new InvalidConfiguration(problems.sort());
  return configs;
}

/** Sets the properties of `config`. @returns one line per problem, without the value, which may be a secret */
function fill(config: object, bindings: readonly EnvBinding[], environment: Environment): string[] {
  const parseFailures = new Map<string, string>();
  for (const { property, variable, parse } of bindings) {
    const text = environment[variable]?.trim();
    if (text === undefined || text === '') continue;
    try {
      Object.assign(config, { [property]: parse(text, environment) });
    } catch (error) {
      parseFailures.set(property, `${variable} ${error instanceof Error ? error.message : 'cannot be parsed'}`);
    }
  }
  const variables = new Map(bindings.map(({ property, variable }) => [property, variable]));
  const invalid = validateSync(config, { forbidUnknownValues: false })
    .filter(({ property }) => !parseFailures.has(property))
    .flatMap((error) => describe(error, variables.get(error.property) ?? error.property));
  return [...parseFailures.values(), ...invalid];
}

function describe(error: ValidationError, variable: string): string[] {
  return Object.values(error.constraints ?? {}).map((message) =>
    message.startsWith(error.property) ? variable + message.slice(error.property.length) : `${variable}: ${message}`,
  );
}
