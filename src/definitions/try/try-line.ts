import { EngineError } from '../../engine/limits/engine-error.js';
import { isMap, JsonMap, JsonValue } from '../../engine/json/json-value.js';
import { jsonText } from '../../engine/json/json-text.js';
import { parseJson } from '../../engine/json/parse-json.js';
import { toPlain } from '../../engine/json/plain-json.js';
import { JsonPath } from '../../engine/json-path/json-path.js';
import { VelocityTemplate } from '../../engine/velocity/velocity.js';
import { runTrial } from './try-run.js';

/**
 * Processes one line of `--try -`: a definition with input and response, a template with a context, or a path with a
 * document.
 *
 * @returns one line of JSON
 */
export function tryLine(line: string): string {
  try {
    const request = parseJson(line);
    if (!isMap(request)) throw new EngineError('A line must be one JSON object');
    return jsonText(resultOf(request));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return JSON.stringify({ error: error.message });
  }
}

function resultOf(request: JsonMap): JsonMap {
  if (request.has('definition')) return tryDefinition(request);
  if (request.has('template')) return tryTemplate(request);
  if (request.has('path')) return tryPath(request);
  throw new EngineError('A line needs one of: definition, template, path');
}

function tryDefinition(request: JsonMap): JsonMap {
  const [credentials, authResponse] = [request.get('credentials'), request.get('authResponse')];
  const response = request.get('response');
  return runTrial({
    definition: toPlain(request.get('definition') ?? null),
    input: request.get('input') ?? new Map(),
    ...(isMap(credentials) && { credentials }),
    ...(isMap(authResponse) && { authResponse }),
    ...(response !== undefined && response !== null && { response: textOf(response) }),
    inputDefaults: request.get('inputDefaults') === true,
  });
}

function tryTemplate(request: JsonMap): JsonMap {
  const [template, context] = [request.get('template'), request.get('context')];
  if (typeof template !== 'string') throw new EngineError('template must be a text');
  return new Map([['text', new VelocityTemplate(template).render(isMap(context) ? context : NO_VARIABLES)]]);
}

const NO_VARIABLES: JsonMap = new Map();

function tryPath(request: JsonMap): JsonMap {
  const path = request.get('path');
  if (typeof path !== 'string') throw new EngineError('path must be a text');
  const found = new JsonPath(path).find(request.get('document') ?? null);
  return found === undefined ? new Map([['nothing', true]]) : new Map([['value', found]]);
}

/** A response is a text. Any other JSON is serialized. */
const textOf = (response: JsonValue): string => (typeof response === 'string' ? response : jsonText(response));
