import { ConfigClass, configClasses } from '../variables/env.decorator.js';

/**
 * Returns the current values of all configured secrets that are strings.
 *
 * @param get returns the one instance of a config class
 */
export function secretValues(get: (Class: ConfigClass) => object): string[] {
  return [...configClasses()].flatMap(([Class, bindings]) => {
    const secrets = bindings.filter(({ isSecret }) => isSecret);
    if (secrets.length === 0) return [];
    const config = get(Class) as Record<string, unknown>;
    return secrets.map(({ property }) => config[property]).filter((value) => typeof value === 'string');
  });
}
