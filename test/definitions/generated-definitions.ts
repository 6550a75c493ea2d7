import { Architect } from '../../sandbox/architect.js';
import { JsonObject } from '../../sandbox/json/json-object.js';
import { ACTIONS } from '../../src/actions/actions.module.js';
import { readCommand } from '../../src/definitions/cli/command-line.js';
import { definitionFiles } from '../../src/definitions/export/definition-files.js';
import { describeActions } from '../../src/definitions/action/described-action.js';

/** Returns the definitions that `npm run definitions` writes for import into Genesys Cloud, by file name. */
export async function generatedDefinitions(
  url: string,
  ...options: string[]
): Promise<ReadonlyMap<string, JsonObject>> {
  const command = readCommand(['--out', 'nowhere', '--url', url, ...options]);
  if (command.kind !== 'generate') throw new Error('the command line generates no definitions');
  const files = definitionFiles(await describeActions(ACTIONS), command.settings);
  return new Map(
    [...files].flatMap(([path, text]) => {
      const [name = '', form] = path.split('.');
      return form === 'custom' || form === 'customAuth' ? [[name, JSON.parse(text) as JsonObject] as const] : [];
    }),
  );
}

/** Imports the definitions of a failure style under names such as `queues in-body`. */
export async function importDefinitions(flow: Architect, url: string, style: string, tokenUrl: string): Promise<void> {
  const definitions = await generatedDefinitions(url, '--failure-style', style, '--token-url', tokenUrl);
  for (const [name, definition] of definitions) await flow.import(`${name} ${style}`, definition);
}
