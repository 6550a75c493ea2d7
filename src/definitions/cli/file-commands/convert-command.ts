import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefinitionError } from '../../action/definition-error.js';
import { terraformResource } from '../../convert/terraform-resource.js';
import { exportedJson } from '../../convert/exported-json.js';
import { SourcedDefinition } from '../../source/definition-source.js';
import { readSources } from '../../source/read-sources.js';
import { FileOptions } from './file-options.js';
import { CliIo } from './cli-io.js';

/** Runs `--convert`. @returns 0 */
export async function convertFiles({ values, paths }: FileOptions, { stdin, print }: CliIo): Promise<number> {
  const { to, out } = values;
  if (to !== 'terraform' && to !== 'json') throw new DefinitionError('--to must be terraform or json');
  if (paths.length === 0)
    throw new DefinitionError('--convert needs files, folders or globs, or - for the standard input');
  const sources = await readSources(paths, stdin);
  const broken = sources.find(({ problem }) => problem !== undefined);
  if (broken?.problem) throw new DefinitionError(`${broken.path}: ${broken.problem.message}`);
  const definitions = sources.flatMap((source) => source.definitions);
  const converted = withOwnNames(definitions.map((definition) => fileOf(definition, to)));
  if (out === undefined) for (const { text } of converted) print(text.trimEnd());
  else writeAll(out, converted, print);
  return 0;
}

interface ConvertedFile {
  readonly name: string;
  readonly text: string;
}

function fileOf(definition: SourcedDefinition, to: 'terraform' | 'json'): ConvertedFile {
  if (to === 'terraform') {
    const { label, text } = terraformResource(definition.json, definition.label);
    return { name: `${label}.tf`, text };
  }
  const { name, text } = exportedJson(definition.json);
  return { name, text };
}

/** Adds a number to file names that occur more than once. */
function withOwnNames(files: readonly ConvertedFile[]): ConvertedFile[] {
  const uses = new Map<string, number>();
  return files.map(({ name, text }) => {
    const count = (uses.get(name) ?? 0) + 1;
    uses.set(name, count);
    return { name: count === 1 ? name : name.replace(/(?=\.)/, `-${count}`), text };
  });
}

function writeAll(folder: string, files: readonly ConvertedFile[], print: CliIo['print']): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of files) {
      writeFileSync(join(folder, name), text);
      print(join(folder, name));
    }
  } catch (error) {
    throw new DefinitionError(`Cannot write to ${folder}: ${(error as Error).message}`);
  }
}
