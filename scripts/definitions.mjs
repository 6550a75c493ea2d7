/**
 * `npm run definitions`. Commands that only read files (--check, --fix, --try, --test, --convert, --diff, --host) run from a
 * bundle, which takes a tenth of a second to build. Commands that read actions in the code need the complete build.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { SERVICE } from './build/inputs.mjs';
import { ensureBuilt } from './build/ensure-built.mjs';

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const FILE_COMMANDS = ['--check', '--fix', '--try', '--test', '--convert', '--diff', '--host'];

if (args.some((arg) => FILE_COMMANDS.includes(arg.split('=')[0]))) await runBundle();
else await runBuild();

async function runBundle() {
  const { build } = await import('esbuild');
  const folder = join(root, 'node_modules', '.cache', 'definitions');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${process.pid}.cjs`);
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src', 'definition-file-commands.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile,
    mainFields: ['module', 'main'],
    external: ['tinyglobby'],
    logLevel: 'warning',
  });
  const { Module } = createRequire(import.meta.url)('node:module');
  const loaded = new Module(outfile);
  loaded.filename = outfile;
  loaded.paths = Module._nodeModulePaths(root);
  loaded._compile(outputFiles[0].text, outfile);
}

async function runBuild() {
  await ensureBuilt([SERVICE], (line) => process.stderr.write(`${line}\n`));
  const { status } = spawnSync(process.execPath, ['dist/definitions.js', ...args], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
