import { createRequire } from 'node:module';
import { relative } from 'node:path';
import ts from 'typescript';

const require = createRequire(import.meta.url);
const swagger = require('@nestjs/swagger/plugin');
const nestCli = require('../nest-cli.json');

/**
 * Compiles `src` as `nest build` does, with the same OpenAPI plugin, but into memory: whoever works with `dist` meanwhile
 * is not disturbed.
 *
 * @param {string} root the folder of the package
 * @returns {Map<string, string>} JavaScript by its path below `dist`
 */
export function compile(root) {
  const { tsConfigPath, plugins } = nestCli.compilerOptions;
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail };
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(`${root}/${tsConfigPath}`, SILENT, host);
  const program = ts.createProgram(fileNames, options);
  const modules = new Map();
  const keep = (path, text) => modules.set(relative(options.outDir, path), text);
  const { diagnostics } = program.emit(undefined, keep, undefined, false, {
    before: [swagger.before(plugins[0].options, program)],
  });
  diagnostics.forEach(fail);
  return modules;
}

const SILENT = { sourceMap: false, incremental: false, isolatedModules: true };

function fail({ messageText }) {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
}
