/**
 * Makes the serverless function: one zip with one file, which needs nothing beside it.
 *
 *     npm run bundle:function -- [--env settings.env] [--out folder]
 *
 * The settings of `--env` go into the file, for runtimes that have no environment variables; the environment goes first.
 * The same source gives the same bytes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { zipSync } from 'fflate';
import { bundle } from './bundle.mjs';
import { compile } from './compile.mjs';
import { timeFirstAnswers } from './first-answers.mjs';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { env: { type: 'string' }, out: { type: 'string', default: 'dist-function' } },
});

const settings = values.env === undefined ? {} : parseEnv(readFileSync(values.env, 'utf8'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const modules = compile(root).set('config/version.js', `exports.version = ${JSON.stringify(version)};`);
const code = await bundle(modules, {
  entry: 'function.js',
  root,
  preamble: `for (const [name, value] of Object.entries(${JSON.stringify(settings)})) process.env[name] ??= value;`,
});

/** The first instant that a zip can name, in the local time that it is kept in. */
const mtime = new Date(1980, 0, 1);
const zip = zipSync({ 'index.js': [code, { level: 9, mtime }] });
const path = join(values.out, 'function.zip');
mkdirSync(values.out, { recursive: true });
writeFileSync(path, zip);

const { firstMs, secondMs } = await timeFirstAnswers(code);
const megabytes = (bytes) => `${(bytes.length / 1e6).toFixed(2)} MB`;
process.stdout.write(`${path}: ${megabytes(zip)} (index.js: ${megabytes(code)}), handler index.handler
first answer ${Math.round(firstMs)} ms after the start of the process, second within ${secondMs.toFixed(1)} ms\n`);
