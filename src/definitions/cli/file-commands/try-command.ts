import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { EngineError } from '../../../engine/limits/engine-error.js';
import { isMap, JsonMap, JsonValue } from '../../../engine/json/json-value.js';
import { jsonText } from '../../../engine/json/json-text.js';
import { parseJson } from '../../../engine/json/parse-json.js';
import { DefinitionError } from '../../action/definition-error.js';
import { readSources } from '../../source/read-sources.js';
import { tryLine } from '../../try/try-line.js';
import { runTrial } from '../../try/try-run.js';
import { FileOptions } from './file-options.js';
import { CliIo } from './cli-io.js';
import { textFrom } from './text-option.js';

/** Runs `--try`. @returns 0, or 1 if the action fails */
export async function tryFiles({ values, paths }: FileOptions, io: CliIo): Promise<number> {
  if (values.try === '-') return tryLines(io);
  if (paths.length > 0) throw new DefinitionError(`Unexpected argument ${paths.join(' ')}`);
  const sources = await readSources([values.try ?? ''], io.stdin);
  const definitions = sources.flatMap(({ definitions }) => definitions);
  const [definition] = definitions;
  if (definition === undefined || definitions.length > 1)
    throw new DefinitionError(
      `--try needs exactly one Data Action; ${values.try ?? ''} contains ${definitions.length}`,
    );
  const result = runTrial({
    definition: definition.json,
    input: jsonOption('--input', values.input ?? '{}'),
    ...secretOption('credentials', '--credentials', values.credentials),
    ...secretOption('authResponse', '--auth-response', values['auth-response']),
    ...(values.response !== undefined && { response: textFrom('--response', values.response) }),
    inputDefaults: values['input-defaults'] === true,
  });
  io.print(jsonText(result));
  return result.has('error') ? 1 : 0;
}

async function tryLines({ stdin, print }: CliIo): Promise<number> {
  const lines = createInterface({ input: Readable.from(stdin), crlfDelay: Infinity });
  for await (const line of lines) if (line.trim() !== '') print(tryLine(line));
  return 0;
}

function secretOption(name: string, option: string, text: string | undefined): Record<string, JsonMap> {
  if (text === undefined) return {};
  const value = jsonOption(option, text);
  if (!isMap(value)) throw new DefinitionError(`${option} must be a JSON object`);
  return { [name]: value };
}

function jsonOption(option: string, text: string): JsonValue {
  try {
    return parseJson(textFrom(option, text));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new DefinitionError(`${option} is not JSON: ${error.message}`);
  }
}
