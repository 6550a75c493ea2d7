import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Definition, definitionOf, DefinitionSettings } from './definition.js';
import { DefinitionError } from '../action/definition-error.js';
import { DescribedAction } from '../action/described-action.js';
import { terraformFiles } from './terraform.js';
import { tokenDefinition } from './token-definition.js';

/** File contents by path below the output folder. */
export type Files = ReadonlyMap<string, string>;

/** Generates all files that Genesys Cloud imports. Deterministic for the same code and settings. @throws DefinitionError */
export function definitionFiles(actions: readonly DescribedAction[], settings: DefinitionSettings): Files {
  const unknown = settings.secure?.find((name) => !actions.some((action) => action.name === name));
  if (unknown !== undefined) throw new DefinitionError(`--secure ${unknown}: there is no action with this name`);
  const definitions = actions.map((action) => [action.name, definitionOf(action, settings)] as const);
  const token = (settings.credentials ?? 'oauth') === 'oauth' ? tokenDefinition(settings) : undefined;
  return new Map([
    ...definitions.map(([name, definition]) => [`${name}.custom.json`, jsonOf(definition)] as const),
    ...(token ? [['token.customAuth.json', jsonOf(token)] as const] : []),
    ...terraformFiles(definitions, token, settings),
  ]);
}

const jsonOf = (definition: Definition): string => `${JSON.stringify(definition, null, 2)}\n`;

/** Writes the files and overwrites existing ones. @throws DefinitionError if that fails */
export function writeFiles(files: Files, folder: string): void {
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  } catch (error) {
    throw new DefinitionError(`Cannot write to ${folder}: ${(error as Error).message}`);
  }
}
