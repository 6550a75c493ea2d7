import { isObject, JsonSchema } from '../contract/json-schema.js';
import { ActionDefinition } from './action-definition.js';
import { StepError } from './step-error.js';

/** The platform's longest and default timeout. */
const DEFAULT_TIMEOUT_SECONDS = 60;
const DEFAULT_CATEGORY = 'Data Actions';

/**
 * Reads a Data Action from its parsed JSON. Missing parts have the platform's defaults.
 *
 * @throws StepError that names the first part that is missing or has the wrong type
 */
export function readDefinition(json: unknown): ActionDefinition {
  const file = objectAt(json, 'the file');
  const config = objectAt(file['config'], 'config');
  const request = objectAt(config['request'], 'config.request');
  const response = objectAt(config['response'] ?? {}, 'config.response');
  const contract = objectAt(file['contract'] ?? {}, 'contract');
  const { integrationType } = file;
  return {
    name: textAt(file['name'] ?? '', 'name'),
    ...(typeof integrationType === 'string' && { integrationType }),
    actionType: textAt(file['actionType'] ?? 'custom', 'actionType'),
    category: textAt(file['category'] ?? DEFAULT_CATEGORY, 'category'),
    secure: file['secure'] === true,
    config: {
      timeoutSeconds: secondsOf(config['timeoutSeconds'] ?? file['timeoutSeconds']),
      request: {
        requestUrlTemplate: textAt(request['requestUrlTemplate'], 'config.request.requestUrlTemplate'),
        requestType: textAt(request['requestType'], 'config.request.requestType'),
        requestTemplate: textAt(request['requestTemplate'] ?? '${input.rawRequest}', 'config.request.requestTemplate'),
        headers: textsAt(request['headers'], 'config.request.headers'),
      },
      response: {
        translationMap: textsAt(response['translationMap'], 'config.response.translationMap'),
        translationMapDefaults: textsAt(response['translationMapDefaults'], 'config.response.translationMapDefaults'),
        successTemplate: textAt(response['successTemplate'] ?? '${rawResult}', 'config.response.successTemplate'),
      },
    },
    contract: {
      input: { inputSchema: schemaAt(contract, 'input', 'inputSchema') },
      output: { successSchema: schemaAt(contract, 'output', 'successSchema') },
    },
  };
}

function schemaAt(contract: Readonly<Record<string, unknown>>, side: string, name: string): JsonSchema {
  const parent = objectAt(contract[side] ?? {}, `contract.${side}`);
  return objectAt(parent[name] ?? {}, `contract.${side}.${name}`);
}

function objectAt(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw new StepError('Read definition', `${where} must be an object`);
}

function textAt(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new StepError('Read definition', `${where} must be a text`);
}

function textsAt(value: unknown, where: string): Record<string, string> {
  const entries = Object.entries(objectAt(value ?? {}, where));
  return Object.fromEntries(entries.map(([name, text]) => [name, textAt(text, `${where}.${name}`)]));
}

const secondsOf = (value: unknown): number =>
  typeof value === 'number' && value >= 1 && value <= 60 ? value : DEFAULT_TIMEOUT_SECONDS;
