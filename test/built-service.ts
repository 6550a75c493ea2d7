import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..');

/** What `npm start` runs. */
export const ENTRY = join(ROOT, 'dist', 'main.js');

let building: Promise<unknown> | undefined;

/** Builds the service unless that has been done since the sources changed. */
export async function ensureBuilt(): Promise<void> {
  await (building ??= promisify(execFile)(process.execPath, [join(ROOT, 'jest', 'build.cjs')]));
}
