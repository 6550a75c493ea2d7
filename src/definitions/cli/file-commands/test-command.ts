import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { EngineError } from '../../../engine/limits/engine-error.js';
import { prettyJson } from '../../../engine/json/json-text.js';
import { parseJson } from '../../../engine/json/parse-json.js';
import { DefinitionError } from '../../action/definition-error.js';
import { proposeSamples } from '../../samples/propose-samples.js';
import { readSamples, samplesPathOf } from '../../samples/sample-file.js';
import { runSample, SampleResult } from '../../samples/sample-run.js';
import { DefinitionSource } from '../../source/definition-source.js';
import { readSources } from '../../source/read-sources.js';
import { FileOptions } from './file-options.js';
import { CliIo } from './cli-io.js';
import { textFrom } from './text-option.js';

/** Runs `--test`. @returns 0, or 1 if a sample failed */
export async function testFiles({ values, paths }: FileOptions, { stdin, print }: CliIo): Promise<number> {
  if (paths.length === 0) throw new DefinitionError('--test needs a folder or files with Data Actions');
  const sources = await readSources(paths, stdin);
  if (values.propose !== undefined) return propose(sources, textFrom('--propose', values.propose), print);
  const tested = sources.filter(({ path }) => existsSync(samplesPathOf(path)));
  if (tested.length === 0)
    throw new DefinitionError(`${paths.join(' ')}: no file NAME.samples.json found beside a Data Action`);
  const results = tested.flatMap((source) => resultsOf(source));
  for (const { path, result } of results) for (const line of linesOf(path, result)) print(line);
  const failed = results.filter(({ result }) => result.failures.length > 0).length;
  const untested = sources.length - tested.length;
  print(
    `${results.length} samples: ${results.length - failed} passed, ${failed} failed` +
      `${untested > 0 ? `; ${untested} files without samples` : ''}`,
  );
  return failed > 0 ? 1 : 0;
}

function resultsOf({ path, definitions, problem }: DefinitionSource): { path: string; result: SampleResult }[] {
  const [definition] = definitions;
  if (problem !== undefined || definition === undefined)
    throw new DefinitionError(`${path}: ${problem?.message ?? 'no Data Action found'}`);
  const samplesPath = samplesPathOf(path);
  const samples = readSamples(samplesPath, readFileSync(samplesPath, 'utf8'));
  return samples.map((sample) => ({ path, result: runSample(definition.json, sample) }));
}

function linesOf(path: string, { name, failures, empty }: SampleResult): string[] {
  return [
    `${failures.length > 0 ? 'FAIL' : 'pass'} ${path}: ${name}`,
    ...failures.map((failure) => `     ${failure}`),
    ...(empty.length > 0 ? [`     declared outputs that stayed empty: ${empty.join(', ')}`] : []),
  ];
}

function propose(sources: readonly DefinitionSource[], text: string, print: CliIo['print']): number {
  const [source] = sources;
  const definition = source?.definitions[0];
  if (source === undefined || definition === undefined || sources.length > 1)
    throw new DefinitionError('--propose needs exactly one Data Action');
  const path = samplesPathOf(source.path);
  if (existsSync(path)) throw new DefinitionError(`${path} already exists`);
  try {
    const proposed = proposeSamples(definition.json, parseJson(text));
    writeFileSync(path, `${prettyJson(proposed)}\n`);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new DefinitionError(`--propose: the response is not JSON: ${error.message}`);
  }
  print(path);
  return 0;
}
