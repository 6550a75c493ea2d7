import { EngineError } from '../../engine/limits/engine-error.js';
import { isMap, JsonValue } from '../../engine/json/json-value.js';
import { jsonText } from '../../engine/json/json-text.js';
import { parseJson } from '../../engine/json/parse-json.js';
import { DefinitionError } from '../action/definition-error.js';

/** Sample of a Data Action: input, response, and expected result. */
export interface Sample {
  readonly name: string;
  readonly input: JsonValue;
  /** Response body as text. */
  readonly response?: string;
  /** Expected request. Members that are missing here are not compared. */
  readonly request?: JsonValue;
  readonly output?: JsonValue;
  /** Expected part of the error message. */
  readonly error?: string;
}

/** Parses `NAME.samples.json`. @throws DefinitionError */
export function readSamples(path: string, text: string): Sample[] {
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new DefinitionError(`${path} is not JSON: ${error.message}`);
  }
  const samples = isMap(json) ? json.get('samples') : undefined;
  if (!Array.isArray(samples)) throw new DefinitionError(`${path}: the file must have the form {"samples": [{…}]}`);
  return samples.map((sample, index) => sampleOf(sample, `${path}, sample ${index + 1}`));
}

function sampleOf(json: JsonValue, where: string): Sample {
  if (!isMap(json)) throw new DefinitionError(`${where} must be an object`);
  const name = json.get('name');
  const [response, request, output, error] = ['response', 'request', 'output', 'error'].map((key) => json.get(key));
  return {
    name: typeof name === 'string' ? name : where,
    input: json.get('input') ?? new Map(),
    ...(response !== undefined && { response: typeof response === 'string' ? response : jsonText(response) }),
    ...(request !== undefined && { request }),
    ...(output !== undefined && { output }),
    ...(typeof error === 'string' && { error }),
  };
}

/** Returns the path of the sample file of a definition. */
export const samplesPathOf = (path: string): string =>
  path.replace(/(?:\.custom(?:Auth)?)?\.(?:json|tf)$/i, '.samples.json');
