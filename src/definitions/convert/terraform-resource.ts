import { isObject } from '../../engine/contract/json-schema.js';
import { remainderComment } from '../source/terraform-remainder.js';
import { hclJson, hclMap, hclText } from '../export/hcl.js';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Returns the Terraform resource of a definition. Members without an attribute are written to a comment that `--convert`
 * can read.
 */
export function terraformResource(json: unknown, fallbackLabel: string): { label: string; text: string } {
  const file = isObject(json) ? json : {};
  const name = typeof file['name'] === 'string' ? file['name'] : fallbackLabel;
  const label = labelOf(name);
  const isAuth = file['actionType'] === 'customAuth';
  const config = objectIn(file, 'config');
  const resource = isAuth ? 'genesyscloud_integration_custom_auth_action' : 'genesyscloud_integration_action';
  const lines = [
    ...remainderComment(file),
    `resource ${hclText(resource)} ${hclText(label)} {`,
    `  name           = ${hclText(name)}`,
    `  integration_id = ${integrationId(file)}`,
    ...(isAuth ? [] : actionLines(file, config)),
    ...requestLines(objectIn(config, 'request')),
    ...responseLines(objectIn(config, 'response')),
    '}',
  ];
  return { label, text: `${lines.join('\n')}\n` };
}

function actionLines(file: JsonObject, config: JsonObject): string[] {
  const contract = objectIn(file, 'contract');
  const seconds = config['timeoutSeconds'];
  return [
    `  category       = ${hclText(typeof file['category'] === 'string' ? file['category'] : 'Data Actions')}`,
    `  secure         = ${String(file['secure'] === true)}`,
    ...(typeof seconds === 'number' ? [`  config_timeout_seconds = ${seconds}`] : []),
    `  contract_input = jsonencode(${hclJson(objectIn(contract, 'input')['inputSchema'] ?? {}, 1)})`,
    `  contract_output = jsonencode(${hclJson(objectIn(contract, 'output')['successSchema'] ?? {}, 1)})`,
  ];
}

function requestLines(request: JsonObject): string[] {
  return [
    '  config_request {',
    ...textLine('request_url_template', request['requestUrlTemplate']),
    ...textLine('request_type', request['requestType']),
    ...textLine('request_template', request['requestTemplate']),
    ...mapLine('headers', request['headers']),
    '  }',
  ];
}

function responseLines(response: JsonObject): string[] {
  if (Object.keys(response).length === 0) return [];
  return [
    '  config_response {',
    ...mapLine('translation_map', response['translationMap']),
    ...mapLine('translation_map_defaults', response['translationMapDefaults']),
    ...textLine('success_template', response['successTemplate']),
    '  }',
  ];
}

const textLine = (name: string, value: unknown): string[] =>
  typeof value === 'string' ? [`    ${name} = ${hclText(value)}`] : [];

function mapLine(name: string, value: unknown): string[] {
  return isObject(value) ? [`    ${name} = ${hclMap(value as Record<string, string>, 2)}`] : [];
}

/** Keeps a Terraform expression and quotes an id. */
function integrationId(file: JsonObject): string {
  const id = file['integrationId'];
  if (typeof id !== 'string' || id === '') return 'var.integration_id';
  const [, expression] = /^\$\{([^{}]+)\}$/.exec(id) ?? [];
  return expression ?? hclText(id);
}

const labelOf = (name: string): string => name.replace(/[^\w-]+/g, '_').replace(/^(?![A-Za-z_])/, '_');

function objectIn(parent: JsonObject, name: string): JsonObject {
  const value = parent[name];
  return isObject(value) ? value : {};
}
