import { readOutput, parseResponse } from '../../engine/action/action-response.js';
import { EngineError } from '../../engine/limits/engine-error.js';
import { jsonText } from '../../engine/json/json-text.js';
import { JsonValue } from '../../engine/json/json-value.js';
import { fromPlain } from '../../engine/json/plain-json.js';
import { JsonPath } from '../../engine/json-path/json-path.js';
import { UpstreamRejected } from '../../errors/upstream-errors.js';
import { HostedDefinition } from '../definition/hosted-definition.js';
import { NotFoundRule } from '../policy/policy.js';

const paths = new Map<string, JsonPath>();

/** Returns whether a failure of the upstream means "not found". */
export function isNotFoundFailure(rule: NotFoundRule | undefined, error: unknown): boolean {
  if (!rule || !(error instanceof UpstreamRejected)) return false;
  if (![rule.status ?? []].flat().includes(error.upstreamStatus)) return false;
  const { where } = rule;
  if (!where) return true;
  const found = valueAt(where.path, jsonOrNothing(error.response?.text ?? ''));
  return [where.equals].flat().some((value) => String(value) === textOf(found));
}

/** Returns whether a successful response means "not found". */
export function isEmptyResponse(rule: NotFoundRule | undefined, response: JsonValue): boolean {
  if (rule?.emptyAt === undefined) return false;
  const found = valueAt(rule.emptyAt, response);
  if (found === undefined || found === null || found === '') return true;
  return Array.isArray(found) ? found.length === 0 : found instanceof Map && found.size === 0;
}

/** Returns the output for "not found", which was validated at startup. */
export const notFoundOutput = ({ definition, policy }: HostedDefinition): JsonValue =>
  policy.notFound?.output ? fromPlain(policy.notFound.output) : readOutput(definition, '');

function valueAt(path: string, document: JsonValue | undefined): JsonValue | undefined {
  if (document === undefined || document === null) return undefined;
  const compiled = paths.get(path) ?? new JsonPath(path);
  paths.set(path, compiled);
  try {
    return compiled.find(document);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

const textOf = (found: JsonValue | undefined): string =>
  found === undefined ? '' : jsonText(found).replace(/^"|"$/g, '');

function jsonOrNothing(text: string): JsonValue | undefined {
  try {
    return parseResponse(text);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
