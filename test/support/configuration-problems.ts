import { Environment } from '../../src/config/variables/environment.js';
import { InvalidConfiguration, readConfigs } from '../../src/config/variables/read-configs.js';

/** Returns the problems of an environment, or an empty list if it is valid. */
export function problemsOf(environment: Environment): readonly string[] {
  try {
    readConfigs(environment);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.problems;
    throw error;
  }
  return [];
}
