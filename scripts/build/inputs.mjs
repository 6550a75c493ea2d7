import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

const SETTINGS = ['nest-cli.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build'];
/** Parts of the service that the sandbox imports: the engine of Data Action definitions, and the markup of pages. */
const SHARED_WITH_SANDBOX = ['src/engine', 'src/html'];

/**
 * A folder of compiled files.
 *
 * @typedef {object} Target
 * @property {string} folder
 * @property {string} entry compiled file. Its modification time is the time of the last build, by this or another tool
 * @property {readonly string[]} roots folders of the sources
 * @property {string} base the folder that output paths are relative to
 */

/** @type {Target} */
export const SERVICE = { folder: 'dist', entry: 'dist/main.js', roots: ['src'], base: 'src' };
/** @type {Target} */
export const SANDBOX = {
  folder: 'dist-sandbox',
  entry: 'dist-sandbox/sandbox/main.js',
  roots: ['sandbox', ...SHARED_WITH_SANDBOX],
  base: '.',
};

/** Returns the paths of a target's sources, relative to the project's root and without tests. */
export function sourcesOf({ roots }) {
  return roots.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !/\.(spec|contract)\.ts$/.test(path))
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
  );
}

/** Returns the state of a target's inputs: size and time of the last change of each source and setting. */
export function stateOf(target) {
  const changes = [...SETTINGS, ...sourcesOf(target)].map((path) => {
    const { mtimeMs, size } = statSync(join(ROOT, path));
    return [path, mtimeMs, size];
  });
  return JSON.stringify({ node: process.versions.modules, changes });
}

/**
 * Returns the path of the state that a target was built from. It is inside the target, so that both are deleted
 * together.
 */
export const statePath = ({ folder }) => join(ROOT, folder, '.built-from.json');

/** Returns whether a target's compiled files match its sources. */
export function isUpToDate(target) {
  const built = textOrNone(statePath(target));
  if (built !== undefined) return built === stateOf(target);
  // `nest build` writes no state: its files are up to date if no source is newer.
  const builtAtMs = statSync(join(ROOT, target.entry), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return [...SETTINGS, ...sourcesOf(target)].every((path) => statSync(join(ROOT, path)).mtimeMs <= builtAtMs);
}

function textOrNone(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
