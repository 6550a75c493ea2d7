import { DefinitionError } from '../../action/definition-error.js';
import { DefinitionChange, definitionChanges } from '../../compare/definition-diff.js';
import { DefinitionSource, SourcedDefinition } from '../../source/definition-source.js';
import { readSources } from '../../source/read-sources.js';
import { FileOptions } from './file-options.js';
import { CliIo } from './cli-io.js';

const MAX_SHOWN = 200;

/** Runs `--diff`. @returns 0 if the exports are equal, else 1 */
export async function diffFiles({ paths }: FileOptions, { stdin, print }: CliIo): Promise<number> {
  const [old, current] = paths;
  if (old === undefined || current === undefined || paths.length > 2)
    throw new DefinitionError('--diff needs two exports: the old one and the new one');
  const before = byName(await readSources([old], stdin), old);
  const after = byName(await readSources([current], stdin), current);
  // Compares two files with one action each even if the names differ.
  const isPair = before.size === 1 && after.size === 1;
  const names = isPair ? [''] : [...new Set([...before.keys(), ...after.keys()])].sort();
  const lines = names.flatMap((name) => {
    const one = isPair ? [...before.values()][0] : before.get(name);
    const other = isPair ? [...after.values()][0] : after.get(name);
    return linesOf(one, other);
  });
  for (const line of lines) print(line);
  if (lines.length === 0) print('no difference');
  return lines.length === 0 ? 0 : 1;
}

function byName(sources: readonly DefinitionSource[], path: string): Map<string, SourcedDefinition> {
  const broken = sources.find(({ problem }) => problem !== undefined);
  if (broken?.problem) throw new DefinitionError(`${broken.path}: ${broken.problem.message}`);
  const definitions = sources.flatMap((source) => source.definitions);
  if (definitions.length === 0) throw new DefinitionError(`${path}: no Data Action found`);
  return new Map(definitions.map((definition) => [definition.label, definition]));
}

function linesOf(before: SourcedDefinition | undefined, after: SourcedDefinition | undefined): string[] {
  if (before === undefined || after === undefined) {
    const label = before?.label ?? after?.label ?? '';
    return [after === undefined ? `${label}: missing; flows that use it stop working` : `${label}: new`];
  }
  const changes = definitionChanges(before.json, after.json);
  if (changes.length === 0) return [];
  const recreates = changes.some((change) => change.recreates);
  return [
    `${after.label}:`,
    ...changes.map(lineOf),
    recreates
      ? '  this change makes the platform recreate the action: it gets a new id, and flows that use it must be changed and published again'
      : '  this change keeps the action and its id',
  ];
}

const lineOf = ({ path, before, after, recreates }: DefinitionChange): string =>
  `  ${recreates ? '!' : '~'} ${path}: ${shown(before)} → ${shown(after)}`;

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
