import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..');
const SOURCES = join(ROOT, 'src');
const LOCK = join(ROOT, 'node_modules', '.build-for-tests');

/** What `npm start` runs. */
export const ENTRY = join(ROOT, 'dist', 'main.js');

/** A lock that is older was left behind by a build that was killed. */
const LONGEST_BUILD_MS = 120_000;

/** Builds the service unless that has been done since the sources changed; by one of Jest's workers, while the others wait. */
export async function ensureBuilt(): Promise<void> {
  while (existsSync(LOCK) || !isFresh()) {
    if (!takeLock()) {
      await sleep(100);
      continue;
    }
    try {
      if (isFresh()) return;
      await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules', '.bin', 'nest'), 'build'], { cwd: ROOT });
      return;
    } finally {
      rmdirSync(LOCK);
    }
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const isForgotten = existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs > LONGEST_BUILD_MS;
    if (isForgotten) rmdirSync(LOCK);
    return false;
  }
}

function isFresh(): boolean {
  const builtAtMs = existsSync(ENTRY) ? statSync(ENTRY).mtimeMs : 0;
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .every((path) => statSync(join(SOURCES, path)).mtimeMs < builtAtMs);
}
