import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');

/** The file that `npm start` runs. */
export const ENTRY = join(ROOT, 'dist', 'main.js');

let built: Promise<unknown> | undefined;

/** Builds the service if a source has changed since the last build. Checks this once in a suite. One process builds at a time. */
export async function ensureBuilt(): Promise<void> {
  built ??= promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'ensure-built.mjs')], { cwd: ROOT });
  await built;
}
