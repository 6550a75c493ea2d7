import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Definition, definitionOf, DefinitionSettings } from './definition.js';
import { DefinitionError } from '../action/definition-error.js';
import { DescribedAction } from '../action/described-action.js';
import { terraformFiles } from './terraform.js';
import { tokenDefinition } from './token-definition.js';

/** Texts by their path below the folder that they are written to. */
export type Files = ReadonlyMap<string, string>;

/** Everything that Genesys Cloud has to be told of the service. The same code and settings give the same bytes. @throws DefinitionError */
export function definitionFiles(actions: readonly DescribedAction[], settings: DefinitionSettings): Files {
  const unknown = settings.secure?.find((name) => !actions.some((action) => action.name === name));
  if (unknown !== undefined) throw new DefinitionError(`--secure ${unknown}: there is no such action`);
  const definitions = actions.map((action) => [action.name, definitionOf(action, settings)] as const);
  const token = (settings.credentials ?? 'oauth') === 'oauth' ? tokenDefinition(settings) : undefined;
  return new Map([
    ...definitions.map(([name, definition]) => [`${name}.custom.json`, jsonOf(definition)] as const),
    ...(token ? [['token.customAuth.json', jsonOf(token)] as const] : []),
    ...terraformFiles(definitions, token, settings),
  ]);
}

const jsonOf = (definition: Definition): string => `${JSON.stringify(definition, null, 2)}\n`;

/** Writes the files over what is there. @throws DefinitionError where that is not possible */
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
