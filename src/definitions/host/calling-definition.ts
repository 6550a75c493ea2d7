import { ActionDefinition } from '../../engine/action/action-definition.js';
import { isObject, JsonSchema } from '../../engine/contract/json-schema.js';
import { CREDENTIALS, CredentialType } from '../export/credential-type.js';

/** The parts of the new definition that depend on the service. */
export interface CallingSettings {
  /** URL of the service, without a trailing slash. */
  readonly url: string;
  readonly credentials: CredentialType;
}

const MAX_NAME = 256;

const KEY_INPUT = {
  type: 'string',
  description:
    'Key of this write: a repeated call with the same key is not executed again. Empty: every call is executed.',
};

/** Default key: two random numbers. With a constant key, different calls would count as repetitions of one call. */
const KEY_TEMPLATE =
  '#if("$!{input.idempotency_key}" == "")${math.random}-${math.random}#else${input.idempotency_key}#end';

/**
 * Returns the definition to import into Genesys Cloud: it calls the service, with the inputs and outputs of the original.
 * As before, a failed call makes the Data Action fail.
 */
export function callingDefinition(
  { name, category, secure, contract }: ActionDefinition,
  { action, effect, timeoutSeconds }: { action: string; effect: 'read' | 'write'; timeoutSeconds: unknown },
  { url, credentials }: CallingSettings,
): object {
  const { successSchema } = contract.output;
  const inputSchema = effect === 'write' ? withKey(contract.input.inputSchema) : contract.input.inputSchema;
  const data = successSchema['type'] === 'array' ? '$.data.items' : '$.data';
  return {
    name: `${name.slice(0, MAX_NAME - 9)} (hosted)`,
    integrationType: 'custom-rest-actions',
    actionType: 'custom',
    ...(category !== 'Data Actions' && { category }),
    config: {
      request: {
        requestUrlTemplate: `${url}/api/v1/dataactions/${action}`,
        requestType: 'POST',
        headers: {
          Accept: 'application/json',
          ...CREDENTIALS[credentials].headers,
          'Content-Type': 'application/json',
          ...(effect === 'write' && { 'Idempotency-Key': KEY_TEMPLATE }),
          'X-Failure-Style': 'status',
        },
        requestTemplate: `{"data": {${membersOf(contract.input.inputSchema)}}}`,
      },
      response: { translationMap: { data }, translationMapDefaults: {}, successTemplate: '${data}' },
      ...(typeof timeoutSeconds === 'number' && { timeoutSeconds }),
    },
    contract: { input: { inputSchema }, output: { successSchema } },
    secure,
  };
}

function withKey(schema: JsonSchema): JsonSchema {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  if ('idempotency_key' in properties) return schema;
  return { ...schema, properties: { ...properties, idempotency_key: KEY_INPUT } };
}

function membersOf({ properties, required }: JsonSchema): string {
  const names = isObject(properties) ? Object.entries(properties) : [];
  const isRequired = (name: string): boolean => Array.isArray(required) && required.includes(name);
  return names
    .map(([name, schema]) => {
      const isText = !isObject(schema) || !['integer', 'number', 'boolean'].includes(String(schema['type']));
      const value = isText ? `"$esc.jsonString(\${input.${name}})"` : `\${input.${name}}`;
      return `"${name}": ${isRequired(name) ? value : `#if("$!{input.${name}}" == "")null#else${value}#end`}`;
    })
    .join(', ');
}
