const { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');
const { compilerOptions } = require('../nest-cli.json');
const { DESCRIBED, ROOT } = require('./described-class.cjs');

const STATE = join(DESCRIBED, 'state.json');
const INPUTS = ['jest', 'nest-cli.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/**
 * Compiles the files that Nest's Swagger plugin reads, as `nest build` does: the plugin needs the types of the whole program,
 * which swc does not have. Runs before the suites and in builds without type checks, and only if a source has changed since
 * the last time.
 */
async function describeClasses() {
  const state = JSON.stringify(inputs());
  if (readIfPresent(STATE) === state) return;
  const ts = require('typescript');
  const { before: swaggerPlugin } = await import('@nestjs/swagger/plugin');
  const { options: pluginOptions } = compilerOptions.plugins[0];
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail };
  const { options } = ts.getParsedCommandLineOfConfigFile(join(ROOT, 'tsconfig.build.json'), {}, host);
  const files = describedFiles();
  const program = ts.createProgram(files, { ...options, outDir: DESCRIBED });
  const transformers = { before: [swaggerPlugin(pluginOptions, program)] };
  for (const file of files) program.emit(program.getSourceFile(file), writeFile, undefined, false, transformers);
  writeFile(STATE, state);
}

/** Returns the paths of the sources that the plugin reads. */
function describedFiles() {
  const { dtoFileNameSuffix, controllerFileNameSuffix } = compilerOptions.plugins[0].options;
  const suffixes = [...dtoFileNameSuffix, ...controllerFileNameSuffix];
  return sources().filter((path) => suffixes.some((suffix) => path.endsWith(suffix)));
}

/** Returns the time of the last change of everything that the compiled files depend on. */
function inputs() {
  const paths = [...INPUTS.map((path) => join(ROOT, path)), ...sources()];
  return paths.map((path) => [relative(ROOT, path), statSync(path).mtimeMs]);
}

function sources() {
  const folder = join(ROOT, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(spec|contract)\.ts$/.test(path))
    .map((path) => join(folder, path));
}

function readIfPresent(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function writeFile(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function fail(diagnostic) {
  throw new Error(JSON.stringify(diagnostic.messageText));
}

module.exports = describeClasses;
module.exports.describedFiles = describedFiles;
