const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');

const SOURCES = join(ROOT, 'src');
const SETTINGS = ['nest-cli.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const LOCK = join(ROOT, 'node_modules', '.build-for-tests');

/** What `npm start` runs. */
const ENTRY = join(ROOT, 'dist', 'main.js');

/** A lock that is older was left behind by a build that was killed. */
const LONGEST_BUILD_MS = 120_000;

/** When a source of the service changed last. */
function changedAtMs() {
  const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .map((path) => join(SOURCES, path));
  const settings = SETTINGS.map((path) => join(ROOT, path));
  return Math.max(...[...sources, ...settings].map((path) => statSync(path).mtimeMs));
}

const isFresh = () => existsSync(ENTRY) && statSync(ENTRY).mtimeMs > changedAtMs();

/** Builds the service unless that has been done since the sources changed; in one process, while the others wait. */
function ensureBuilt() {
  while (existsSync(LOCK) || !isFresh()) {
    if (!takeLock()) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    try {
      if (!isFresh()) build();
      return;
    } finally {
      rmdirSync(LOCK);
    }
  }
}

/** What has a wrong type is built all the same: to find that is not the task of the tests. */
function build() {
  try {
    execFileSync(join(ROOT, 'node_modules', '.bin', 'nest'), ['build'], { cwd: ROOT, encoding: 'utf8' });
  } catch (error) {
    if (!isFresh()) throw new Error(`nest build failed:\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

function takeLock() {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const isForgotten = existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs > LONGEST_BUILD_MS;
    if (isForgotten) rmdirSync(LOCK);
    return false;
  }
}

module.exports = { ENTRY, changedAtMs, ensureBuilt };

if (require.main === module) ensureBuilt();
