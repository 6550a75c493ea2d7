import { validateSync, ValidationError } from 'class-validator';
import { ConfigClass, configClasses, EnvBinding } from './env.decorator.js';
import { Environment } from './environment.js';

/** Stops the start, and names every wrong variable at once. */
export class InvalidConfiguration extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidConfiguration';
  }
}

/**
 * Reads and freezes every config class. An empty variable counts as unset, as container tools write it.
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

/** Fills `config` from the environment and says what is wrong, one line a problem and never the value itself: it may be a secret. */
function fill(config: object, bindings: readonly EnvBinding[], environment: Environment): string[] {
  const unreadable = new Map<string, string>();
  for (const { property, variable, parse } of bindings) {
    const text = environment[variable]?.trim();
    if (text === undefined || text === '') continue;
    try {
      Object.assign(config, { [property]: parse(text, environment) });
    } catch (error) {
      unreadable.set(property, `${variable} ${error instanceof Error ? error.message : 'cannot be read'}`);
    }
  }
  const variables = new Map(bindings.map(({ property, variable }) => [property, variable]));
  const invalid = validateSync(config, { forbidUnknownValues: false })
    .filter(({ property }) => !unreadable.has(property))
    .flatMap((error) => describe(error, variables.get(error.property) ?? error.property));
  return [...unreadable.values(), ...invalid];
}

function describe(error: ValidationError, variable: string): string[] {
  return Object.values(error.constraints ?? {}).map((message) =>
    message.startsWith(error.property) ? variable + message.slice(error.property.length) : `${variable}: ${message}`,
  );
}
