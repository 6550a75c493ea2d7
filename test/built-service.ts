import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from './until.js';

const ROOT = join(__dirname, '..');
const LOCK = join(ROOT, 'node_modules', '.cache', 'build-lock');
const BUILD_LIMIT_MS = 120_000;

/** The file that `npm start` runs. */
export const ENTRY = join(ROOT, 'dist', 'main.js');

/** Builds the service if a source has changed since the last build. `npm test` builds it first. */
export async function ensureBuilt(): Promise<void> {
  await until(() => !isLocked() && (isBuilt() || lock()), BUILD_LIMIT_MS);
  if (isBuilt()) return;
  try {
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: ROOT });
  } finally {
    rmSync(LOCK, { recursive: true });
  }
}

function isBuilt(): boolean {
  const builtAtMs = modifiedAtMs(ENTRY);
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  return sources
    .filter((path) => path.endsWith('.ts') && !/\.(spec|contract)\.ts$/.test(path))
    .every((path) => modifiedAtMs(join(ROOT, 'src', path)) <= builtAtMs);
}

/** Returns whether another test process is building. A lock older than any build belongs to a killed process. */
const isLocked = (): boolean => Date.now() - modifiedAtMs(LOCK) < BUILD_LIMIT_MS;

function lock(): boolean {
  if (modifiedAtMs(LOCK) > 0) rmSync(LOCK, { recursive: true });
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    return false;
  }
}

/** Returns epoch milliseconds, or 0 if the path does not exist. */
const modifiedAtMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
