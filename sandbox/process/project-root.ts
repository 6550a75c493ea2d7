import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Returns a path below the project, from the sources and from the compiled sandbox alike. */
export function inProject(...path: string[]): string {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, ...path);
}
