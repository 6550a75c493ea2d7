import { EngineError } from '../../engine/limits/engine-error.js';
import { isMap, JsonValue } from '../../engine/json/json-value.js';
import { jsonText } from '../../engine/json/json-text.js';
import { parseJson } from '../../engine/json/parse-json.js';
import { DefinitionError } from '../action/definition-error.js';

/** One sample of a Data Action: what goes in, what the backend answers, and what must come out. */
export interface Sample {
  readonly name: string;
  readonly input: JsonValue;
  /** The response's body as a text. */
  readonly response?: string;
  /** The request that must be sent; only the members that it has are compared. */
  readonly request?: JsonValue;
  readonly output?: JsonValue;
  /** A part of the message with which the run must fail. */
  readonly error?: string;
}

/** Reads `NAME.samples.json`. @throws DefinitionError */
export function readSamples(path: string, text: string): Sample[] {
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new DefinitionError(`${path} is not JSON: ${error.message}`);
  }
  const samples = isMap(json) ? json.get('samples') : undefined;
  if (!Array.isArray(samples)) throw new DefinitionError(`${path}: a file of samples is {"samples": [{…}]}`);
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

/** The name of the file with the samples of a definition's file. */
export const samplesPathOf = (path: string): string =>
  path.replace(/(?:\.custom(?:Auth)?)?\.(?:json|tf)$/i, '.samples.json');
