import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..');

/** The file that `npm start` runs. */
export const ENTRY = join(ROOT, 'dist', 'main.js');

/** Builds the service if a source has changed since the last build. One process builds at a time. */
export async function ensureBuilt(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'ensure-built.mjs')], { cwd: ROOT });
}
