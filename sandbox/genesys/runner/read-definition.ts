import { isJsonObject, type JsonObject } from '../../json/json-object.js';
import type { ActionDefinition, RequestConfig, ResponseConfig } from '../../../src/engine/action/action-definition.js';
import { contractMisfits } from '../../../src/engine/contract/contract-check.js';
import { fromPlain } from '../../../src/engine/json/plain-json.js';
import { problemsOfInput, problemsOfOutput } from './contract-rules.js';

const TEXT = { type: 'string' };
const TEXTS = { type: 'object', additionalProperties: TEXT };
const ANY_OBJECT = { type: 'object' };
const object = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  type: 'object',
  properties,
  required,
});

/** Schema of an exported file and of the REST form. Only the REST form has `timeoutSeconds` and `category`. */
const FORM: JsonObject = object(
  {
    name: { type: 'string', minLength: 1, maxLength: 256 },
    actionType: { enum: ['custom', 'customAuth'] },
    category: TEXT,
    secure: { type: 'boolean' },
    config: object(
      {
        timeoutSeconds: { type: 'integer', minimum: 1, maximum: 60 },
        request: object(
          {
            requestUrlTemplate: { type: 'string', minLength: 1 },
            requestType: { enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
            requestTemplate: TEXT,
            headers: TEXTS,
          },
          ['requestUrlTemplate', 'requestType'],
        ),
        response: object({ translationMap: TEXTS, translationMapDefaults: TEXTS, successTemplate: TEXT }, []),
      },
      ['request'],
    ),
    contract: object(
      {
        input: object({ inputSchema: ANY_OBJECT }, ['inputSchema']),
        output: object({ successSchema: ANY_OBJECT }, ['successSchema']),
      },
      ['input', 'output'],
    ),
  },
  ['name', 'config', 'contract'],
);

/** Definition before defaults are applied. */
interface ImportedDefinition extends Partial<Pick<ActionDefinition, 'actionType' | 'category' | 'secure'>> {
  readonly name: string;
  readonly config: {
    readonly timeoutSeconds?: number;
    readonly request: Pick<RequestConfig, 'requestUrlTemplate' | 'requestType'> & Partial<RequestConfig>;
    readonly response?: Partial<ResponseConfig>;
  };
  readonly contract: ActionDefinition['contract'];
}

const LONGEST_SECONDS = 60;
const JSON_MEDIA = /^(application|text)\/([\w.+-]+\+)?json\b/i;

/** Returns the problems that prevent an import; empty if there are none. */
export function problemsOfDefinition(json: unknown): string[] {
  const misformed = contractMisfits(FORM, fromPlain(json));
  if (misformed.length > 0) return misformed;
  const { config, contract } = json as ImportedDefinition;
  const accept = Object.entries(config.request.headers ?? {}).find(([name]) => name.toLowerCase() === 'accept')?.[1];
  return [
    ...problemsOfInput(contract.input.inputSchema),
    ...problemsOfOutput(contract.output.successSchema),
    ...(accept === undefined || JSON_MEDIA.test(accept) ? [] : ['the header Accept must be a JSON media type']),
  ];
}

/** Converts valid JSON to a Data Action with the platform's defaults. */
export function definitionOf(json: unknown): ActionDefinition {
  const { config, ...rest } = json as ImportedDefinition;
  const { actionType = 'custom', category = 'Sandbox', secure = false, name, contract } = rest;
  const { timeoutSeconds = LONGEST_SECONDS, request, response } = config;
  return {
    name,
    actionType,
    category,
    secure,
    config: {
      timeoutSeconds,
      request: { requestTemplate: '${input.rawRequest}', headers: {}, ...request },
      response: { translationMap: {}, translationMapDefaults: {}, successTemplate: '${rawResult}', ...response },
    },
    contract,
  };
}

/** Returns the integration type, if the file names one. */
export function integrationTypeOf(json: unknown): string | undefined {
  const type = isJsonObject(json) ? json['integrationType'] : undefined;
  return typeof type === 'string' ? type : undefined;
}
