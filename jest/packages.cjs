const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { dependencies } = require('../package.json');

const ROOT = join(__dirname, '..');

/** The libraries of tracing are of use in processes of their own alone; a bundler cannot read UMD. */
const LEFT_OUT = /^(@opentelemetry\/(?!api)|jsonc-parser$)/;
/** What the sandbox needs beside them. */
const OF_THE_SANDBOX = ['ajv'];
/** Parts of a package that are imported by an address of their own. */
const PARTS = [
  '@nestjs/core/internal',
  'class-transformer/cjs/storage.js',
  'undici/lib/core/connect.js',
  'undici/lib/dispatcher/client.js',
];

const names = [...Object.keys(dependencies).filter((name) => !LEFT_OUT.test(name)), ...OF_THE_SANDBOX, ...PARTS];

const state = [join(ROOT, 'package-lock.json'), __filename].map((path) => readFileSync(path));
const folder = join(
  ROOT,
  'node_modules',
  '.cache',
  `jest-packages-${createHash('sha256').update(Buffer.concat(state)).digest('hex').slice(0, 16)}`,
);
const text = join(folder, 'packages.cjs');
const entryOf = (name) => join(folder, `${name.replaceAll('/', '__')}.cjs`);

/** Whoever imports a package gets the one that `require` would give: Nest's ES modules must share it with CommonJS. */
const asRequired = {
  name: 'as required',
  setup: (build) =>
    build.onResolve({ filter: /^[^.]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind === 'require-call' || pluginData === 'asked') return undefined;
      const options = { importer, resolveDir, pluginData: 'asked' };
      const required = await build.resolve(path, { ...options, kind: 'require-call' });
      const found = required.errors.length > 0 ? await build.resolve(path, { ...options, kind }) : required;
      return found.errors.length > 0 ? { path, external: true } : found;
    }),
};

/** ES modules import a default from CommonJS as Babel and swc give it: Node's own way does not know of `__esModule`. */
const withDefaults = (text) => text.replace(/__toESM\((require_\w+\(\)), 1\)/g, '__toESM($1)');

/**
 * Writes the packages of production into one text, unless that has been done since they changed. A suite loads some three
 * thousand files of them otherwise, each looked for, read and compiled anew: most of the time that a suite takes.
 */
async function bundlePackages() {
  if (existsSync(text)) return;
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = await require('esbuild').build({
    stdin: {
      contents: `module.exports = {${names.map((name) => `get '${name}'() { return require('${name}'); }`).join()}};`,
      resolveDir: ROOT,
    },
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true,
    logLevel: 'error',
    external: ['swagger-ui-dist'],
    define: {
      'import.meta.url': JSON.stringify(pathToFileURL(join(ROOT, 'package.json'))),
      'import.meta.resolve': 'require.resolve',
    },
    plugins: [asRequired],
    banner: { js: '(function (require, module, exports) {' },
    footer: { js: 'return module.exports; })' },
  });
  for (const name of names)
    writeFileSync(entryOf(name), `module.exports = globalThis[Symbol.for('packages')](require)['${name}'];\n`);
  writeFileSync(`${text}.${process.pid}`, withDefaults(outputFiles[0].text));
  renameSync(`${text}.${process.pid}`, text);
}

module.exports = { bundlePackages, text, entries: new Map(names.map((name) => [name, entryOf(name)])) };
