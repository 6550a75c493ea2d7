import { isJsonObject, type JsonObject } from '../../json-object.js';
import type { ResponseConfig } from './action-definition.js';
import { ExecutionError } from './execution-error.js';
import { findPath } from './json-path.js';
import { render } from './velocity.js';

/**
 * The JSON of a backend's answer; nothing at all counts as `{}`.
 *
 * @throws ExecutionError where it is something else
 */
export function parseAnswer(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ExecutionError('The response is not JSON');
  }
}

/**
 * The variables of the success template, each a JSON text: what its path finds, else its default. Null is something, so
 * it stays null; without a default the variable is absent and prints its own name.
 *
 * @throws ExecutionError for a path that cannot be followed
 */
export function translate(config: ResponseConfig, answer: unknown): Record<string, string> {
  const { translationMap, translationMapDefaults } = config;
  const variables: Record<string, string> = {};
  for (const [name, path] of Object.entries(translationMap)) {
    const found = findPath(path, answer);
    const text = found.isFound ? JSON.stringify(found.value) : translationMapDefaults[name];
    if (text !== undefined) variables[name] = text;
  }
  return variables;
}

/**
 * The output that the success template makes of the variables.
 *
 * @throws ExecutionError where it makes no JSON object
 */
export function applyTemplate(
  config: ResponseConfig,
  variables: Readonly<Record<string, string>>,
  answer: unknown,
): JsonObject {
  const text = render('success template', config.successTemplate, { ...variables, rawResult: JSON.stringify(answer) });
  let output: unknown;
  try {
    output = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExecutionError(`The success template gave no JSON: ${reason}`, { result: text });
  }
  if (isJsonObject(output)) return output;
  throw new ExecutionError('The success template gave no JSON object', { result: text });
}
