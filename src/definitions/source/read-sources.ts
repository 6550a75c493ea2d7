import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { isObject } from '../../engine/contract/json-schema.js';
import { DefinitionError } from '../action/definition-error.js';
import { DefinitionSource } from './definition-source.js';
import { readJsonSource } from './json-source.js';
import { readTerraformSource } from './terraform-source.js';

const SKIPPED = new Set(['node_modules', '.git', '.terraform']);
/** Sample files beside definitions. */
const SAMPLES = /\.samples?\.json$/;

/**
 * Reads files, JSON and Terraform files in folders, files that match globs, and standard input (`-`).
 *
 * @throws DefinitionError if a path cannot be read
 */
export async function readSources(
  paths: readonly string[],
  stdin: AsyncIterable<Buffer | string>,
): Promise<DefinitionSource[]> {
  const sources: DefinitionSource[] = [];
  for (const { path, isNamed } of paths.flatMap(filesAt)) {
    const text = path === '-' ? await textOf(stdin) : readText(path);
    const source = isTerraform(path, text) ? readTerraformSource(path, text) : readJsonSource(path, text);
    if (isNamed || isRelevant(source)) sources.push(source);
  }
  return sources;
}

/** Returns whether a file found in a folder contains Data Actions. Other JSON files may be, for example, settings of a tool. */
const isRelevant = ({ definitions }: DefinitionSource): boolean =>
  definitions.some(({ json }) => isObject(json) && isObject(json['config']) && 'request' in json['config']);

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new DefinitionError(`Cannot read ${path}: ${(error as Error).message}`);
  }
}

async function textOf(stdin: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

const isTerraform = (path: string, text: string): boolean =>
  /\.tf$/i.test(path) || (path === '-' && /^\s*(?:resource|terraform|provider|variable)\s/.test(text));

interface NamedFile {
  readonly path: string;
  /** True if the argument names this file or is a glob. */
  readonly isNamed: boolean;
}

function filesAt(path: string): NamedFile[] {
  const named = { path, isNamed: true };
  if (path === '-') return [named];
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return filesBelow(path).map((file) => ({ path: file, isNamed: false }));
  if (stats !== undefined || !/[*?{[]/.test(path)) return [named];
  const files = globSync(path, { onlyFiles: true }).toSorted();
  if (files.length === 0) throw new DefinitionError(`${path} matches no file`);
  return files.map((file) => ({ path: file, isNamed: false }));
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
      return /\.(json|tf)$/i.test(entry.name) && !SAMPLES.test(entry.name) ? [path] : [];
    });
}
