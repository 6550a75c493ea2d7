import { writeFileSync } from 'node:fs';
import { DefinitionError } from '../../action/definition-error.js';
import { fixedText } from '../../lint/fix-source.js';
import { lintSource } from '../../lint/lint-definition.js';
import { CheckedFile, countFindings, Format, FORMATS } from '../../report/checked-file.js';
import { githubReport } from '../../report/github-report.js';
import { jsonReport } from '../../report/json-report.js';
import { sarifReport } from '../../report/sarif-report.js';
import { textReport } from '../../report/text-report.js';
import { DefinitionSource } from '../../source/definition-source.js';
import { readSources } from '../../source/read-sources.js';
import { readTerraformSource } from '../../source/terraform-source.js';
import { readJsonSource } from '../../source/json-source.js';
import { FileOptions } from './file-options.js';
import { CliIo } from './cli-io.js';

/** Runs `--check` or `--fix`. @returns 0, or 1 if an error was found */
export async function checkFiles({ values, paths }: FileOptions, { stdin, print, printError }: CliIo): Promise<number> {
  const format = formatOf(values.format ?? 'text');
  if (paths.length === 0)
    throw new DefinitionError('--check needs files, folders or globs, or - for the standard input');
  const sources = await readSources(paths, stdin);
  if (sources.length === 0) throw new DefinitionError(`${paths.join(' ')}: no Data Action found`);
  const checked = values.fix === true ? sources.map((source) => fixed(source, printError)) : sources;
  const files = checked.map((source): CheckedFile => {
    return { path: source.path, actions: source.definitions.length, findings: lintSource(source) };
  });
  for (const line of linesOf(files, format)) print(line);
  return countFindings(files).errors > 0 ? 1 : 0;
}

function formatOf(text: string): Format {
  const format = FORMATS.find((one) => one === text);
  if (format === undefined) throw new DefinitionError(`--format must be ${FORMATS.join(' or ')}`);
  return format;
}

function linesOf(files: readonly CheckedFile[], format: Format): string[] {
  switch (format) {
    case 'text':
      return textReport(files);
    case 'json':
      return [jsonReport(files)];
    case 'sarif':
      return [sarifReport(files)];
    case 'github':
      return githubReport(files);
  }
}

function fixed(source: DefinitionSource, printError: CliIo['printError']): DefinitionSource {
  const text = fixedText(source);
  if (text === source.text) return source;
  if (source.path === '-') throw new DefinitionError('--fix changes files: it cannot change the standard input');
  writeFileSync(source.path, text);
  printError(`${source.path}: fixed`);
  return source.format === 'terraform' ? readTerraformSource(source.path, text) : readJsonSource(source.path, text);
}
