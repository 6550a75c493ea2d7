import { ActionDefinition } from '../../engine/action/action-definition.js';
import { isObject } from '../../engine/contract/json-schema.js';
import { usedAuthResponse, usedCredentials } from '../../hosted-actions/definition/check-request.js';
import { DefinitionFile } from '../../hosted-actions/definition/definition-file.js';
import { HostedDefinition } from '../../hosted-actions/definition/hosted-definition.js';
import { readHosted } from '../../hosted-actions/definition/read-hosted.js';
import { faultText } from '../../hosted-actions/fault/fault.js';
import { MovedSecret, moveSecrets } from './move-secrets.js';

/** A definition that is prepared for hosting. */
export interface TakenOver {
  readonly hosted: HostedDefinition;
  /** The definition as the service serves it. */
  readonly text: string;
  readonly moved: readonly MovedSecret[];
  /** Environment variable of each credential, by the name of the credential. */
  readonly credentials: ReadonlyMap<string, string>;
  readonly needsAuth: boolean;
  readonly timeoutSeconds: unknown;
  readonly notes: readonly string[];
}

/** Prepares a definition for hosting under a name. @returns the result, or the reasons why it cannot be hosted */
export function hostDefinition(
  file: { readonly path: string; readonly text: string },
  json: unknown,
  name: string,
): TakenOver | { reasons: string[] } {
  const original = isObject(json) ? json : {};
  const { json: cleaned, moved } = withoutSecrets(original);
  const text = `${JSON.stringify(cleaned, null, 2)}\n`;
  const result = readHosted(new DefinitionFile(file.path, text), undefined);
  if ('faults' in result) {
    // Positions refer to the user's file, whose lines differ from those of the text without secrets.
    const original = readHosted(new DefinitionFile(file.path, file.text), undefined);
    return { reasons: ('faults' in original ? original : result).faults.map(faultText) };
  }
  const hosted: HostedDefinition = { ...result.hosted, name, policy: { name } };
  const prefix = name.replace(/-/g, '_').toUpperCase();
  const used = [...usedCredentials(hosted.templates).keys()];
  const config = isObject(original['config']) ? original['config'] : {};
  return {
    hosted,
    text,
    moved,
    credentials: new Map(used.map((credential) => [credential, variableOf(prefix, credential)])),
    needsAuth: usedAuthResponse(hosted.templates) !== undefined,
    timeoutSeconds: config['timeoutSeconds'],
    notes: notesOf(hosted.definition),
  };
}

const variableOf = (prefix: string, credential: string): string =>
  `${/^\d/.test(prefix) ? 'ACTION_' : ''}${prefix}_${credential
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .toUpperCase()}`;

function withoutSecrets(json: Readonly<Record<string, unknown>>): { json: object; moved: MovedSecret[] } {
  const config = isObject(json['config']) ? json['config'] : {};
  const original = isObject(config['request']) ? config['request'] : {};
  const { requestUrlTemplate, headers, requestTemplate } = original;
  const isWhole = typeof requestUrlTemplate === 'string' && (headers === undefined || isTexts(headers));
  if (!isWhole || (requestTemplate !== undefined && typeof requestTemplate !== 'string')) return { json, moved: [] };
  const request = { requestUrlTemplate, headers: headers ?? {}, requestTemplate: requestTemplate ?? '' };
  const { request: cleaned, moved } = moveSecrets(request);
  if (moved.length === 0) return { json, moved };
  const body = requestTemplate === undefined ? {} : { requestTemplate: cleaned.requestTemplate };
  const { requestTemplate: _, ...rest } = cleaned;
  return { json: { ...json, config: { ...config, request: { ...original, ...rest, ...body } } }, moved };
}

const isTexts = (value: unknown): value is Record<string, string> =>
  isObject(value) && Object.values(value).every((text) => typeof text === 'string');

const SECRET_INPUT = /api[_-]?key|access[_-]?key|secret|password|token/i;

function notesOf({ config, contract }: ActionDefinition): string[] {
  const { headers, requestUrlTemplate } = config.request;
  const { properties } = contract.input.inputSchema;
  const names = isObject(properties) ? Object.keys(properties) : [];
  const texts = [requestUrlTemplate, ...Object.values(headers)].join('\n');
  return names
    .filter((name) => SECRET_INPUT.test(name) && texts.includes(`input.${name}`))
    .map(
      (name) =>
        `the input ${name} seems to be a secret, and the flow still contains it. To move it to the service, write \${credentials.${name}} instead of \${input.${name}} and add this credential to the policy`,
    );
}
