import { JsonMap, JsonValue } from '../../../engine/json/json-value.js';
import { requestContext } from '../../../engine/action/action-request.js';
import { DeclaredInput } from '../document/input-contract.js';

/** Sample texts. Some are fragments of JSON, for inputs that a template inserts without quotation marks. */
const TEXTS: readonly string[] = ['x', '1', '"x"', '[]', '{}', '"x": 1', '["x"]', 'true'];

/** Returns inputs with a value for every declared input, one for each sample text. */
export function samplesOf(inputs: Iterable<DeclaredInput>): JsonMap[] {
  const declared = [...inputs];
  return TEXTS.map((text) => new Map(declared.map((input) => [input.name, sampleOf(input, text)])));
}

function sampleOf({ types, value }: DeclaredInput, text: string): JsonValue {
  const values: unknown = typeof value === 'object' && value !== null && 'enum' in value ? value.enum : undefined;
  const [first] = Array.isArray(values) ? (values as unknown[]) : [];
  if (typeof first === 'string') return first;
  if (types.includes('integer')) return 1n;
  if (types.includes('number')) return 1.5;
  return types.includes('boolean') ? true : text;
}

/** Returns the variables of a request template, including credentials. */
export function bodyContext(input: JsonMap): JsonMap {
  return requestContext(input, { credentials: ANY, authResponse: ANY });
}

/** Map that returns a text for any name. */
const ANY: JsonMap = new Map([
  ['client_id', 'x'],
  ['access_token', 'x'],
  ['token_type', 'Bearer'],
]);
