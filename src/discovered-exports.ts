import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@nestjs/common';

/** The files that register themselves: `actions/*.action` and `upstreams/*.client`, without sub-folders. */
const FILES = { actions: /\.action\.(js|ts)$/, upstreams: /\.client\.(js|ts)$/ };

/**
 * Returns the classes and functions that the files of a folder export, in the order of file names. So a new action or
 * client needs no other registration.
 *
 * `scripts/bundle.mjs` replaces this module, because a bundle has no folders.
 */
export function discoveredExports(folder: keyof typeof FILES): Type<object>[] {
  const path = join(__dirname, folder);
  const names = readdirSync(path).filter((name) => FILES[folder].test(name));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the names are known only at startup
  const modules = names.sort().map((name) => require(join(path, name)) as Record<string, unknown>);
  return modules.flatMap(Object.values).filter((exported) => typeof exported === 'function') as Type<object>[];
}
