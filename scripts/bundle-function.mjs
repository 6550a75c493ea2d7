/**
 * Builds the serverless function: a zip with one file, which needs no other files.
 *
 *     npm run bundle:function -- [--env settings.env] [--out folder]
 *
 * Writes the settings of `--env` into the file, for runtimes without environment variables. A variable of the environment
 * overrides a setting. The same source produces the same bytes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { zipSync } from 'fflate';
import { bundle } from './bundle.mjs';
import { compileSources } from './build/compile-target.mjs';
import { SERVICE } from './build/inputs.mjs';
import { timeFirstResponses } from './first-responses.mjs';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { env: { type: 'string' }, out: { type: 'string', default: 'dist-function' } },
});

const settings = values.env === undefined ? {} : parseEnv(readFileSync(values.env, 'utf8'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const compiled = [...(await compileSources(SERVICE))].map(([path, { code }]) => [path, code]);
const modules = new Map(compiled).set('config/version.js', `exports.version = ${JSON.stringify(version)};`);
const code = await bundle(modules, {
  entry: 'function.js',
  root,
  preamble: `for (const [name, value] of Object.entries(${JSON.stringify(settings)})) process.env[name] ??= value;`,
});

/** Fixed time of the file in the zip, so that its bytes do not change. A zip stores local time, from 1980 on. */
const mtime = new Date(1980, 0, 1);
const zip = zipSync({ 'index.js': [code, { level: 9, mtime }] });
const path = join(values.out, 'function.zip');
mkdirSync(values.out, { recursive: true });
writeFileSync(path, zip);

const { firstMs, secondMs } = await timeFirstResponses(code);
const megabytes = (bytes) => `${(bytes.length / 1e6).toFixed(2)} MB`;
process.stdout.write(`${path}: ${megabytes(zip)} (index.js: ${megabytes(code)}), handler index.handler
first response ${Math.round(firstMs)} ms after the start of the process, second within ${secondMs.toFixed(1)} ms\n`);
