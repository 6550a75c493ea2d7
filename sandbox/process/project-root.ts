import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns a path in the project folder. Works in the sources and in the compiled sandbox. */
export function inProject(...path: string[]): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, ...path);
}
