import { ActionDefinition } from '../../engine/action/action-definition.js';
import { readDefinition } from '../../engine/action/read-definition.js';
import { EngineError } from '../../engine/limits/engine-error.js';
import { isObject } from '../../engine/contract/json-schema.js';
import { Fault } from '../fault/fault.js';
import { PolicyFile } from '../policy/read-policy.js';
import { policyFaults } from './check-policy.js';
import { hostDefect, Kind } from './check-url.js';
import { contractDefects, responseDefects } from './check-contract.js';
import { requestDefects, usedCredentials } from './check-request.js';
import { sampleDefect } from './check-sample.js';
import { DefinitionFile } from './definition-file.js';
import { HostedDefinition, nameOfFile } from './hosted-definition.js';
import { parseRequest, TemplateDefect } from './request-template.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Integration types that this service can host, with the target of their requests. */
const KINDS: Readonly<Record<string, Kind>> = {
  'custom-rest-actions': 'web-service',
  'purecloud-data-actions': 'genesys',
};

/** A definition, or its faults. */
export type HostedResult = { readonly hosted: HostedDefinition } | { readonly faults: readonly Fault[] };

/** Reads an exported definition and its policy, and checks everything that depends only on these two files. */
export function readHosted(file: DefinitionFile, policyFile: PolicyFile | undefined): HostedResult {
  const { fault, json, path } = file;
  if (fault) return { faults: [fault] };
  const faultOf = ({ keys, message, index }: TemplateDefect): Fault => file.faultAt(keys, message, index);
  const definition = definitionOf(json);
  if ('keys' in definition) return { faults: [faultOf(definition), ...(policyFile?.faults ?? [])] };
  const policy = policyFile?.policy ?? {};
  const name = policy.name ?? nameOfFile(path.split(/[/\\]/).at(-1) ?? '');
  const kind = kindOf(definition);
  const templates = parseRequest(definition.config.request);
  const defects = [
    ...formDefects(definition, kind),
    ...(policy.name === undefined ? nameDefects(name) : []),
    ...contractDefects(definition),
    ...responseDefects(definition),
  ];
  if (Array.isArray(templates) || kind === undefined)
    defects.push(...(Array.isArray(templates) ? templates : requestDefects(templates)));
  else {
    const address = hostDefect(templates.url, kind);
    defects.push(...requestDefects(templates), ...(address ? [address] : []));
    if (defects.length === 0) {
      const credentials = new Map(
        [...usedCredentials(templates).keys()].map((used) => [used, credentialSample(definition, used)]),
      );
      const sample = sampleDefect(definition, templates, kind, credentials);
      if (sample) defects.push(sample);
    }
  }
  const ofPolicy = policyFile?.faults ?? [];
  const faults = [...defects.map(faultOf), ...ofPolicy];
  if (faults.length > 0 || Array.isArray(templates) || kind === undefined) return { faults };
  const hosted: HostedDefinition = { path, name, kind, definition, templates, policy };
  const conflicts = policyFile ? policyFaults(hosted, policyFile) : [];
  return conflicts.length > 0 ? { faults: conflicts } : { hosted };
}

/** Returns a sample value that keeps the URL well-formed: a whole URL if the credential is the start of the URL. */
const credentialSample = ({ config }: ActionDefinition, name: string): string =>
  config.request.requestUrlTemplate.trimStart().startsWith('http')
    ? 'credential'
    : `https://${name.toLowerCase()}.invalid`;

function definitionOf(json: unknown): ActionDefinition | TemplateDefect {
  if (!isObject(json)) return { keys: [], message: 'the file must contain one Data Action: a JSON object' };
  try {
    return readDefinition(json);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const [where = ''] = error.message.split(' ', 1);
    return { keys: where.split('.'), message: error.message };
  }
}

/**
 * Returns the kind of a definition. Old exports do not name their integration, so the URL decides: a URL for Genesys Cloud
 * begins with a slash.
 */
function kindOf({ integrationType, config }: ActionDefinition): Kind | undefined {
  if (integrationType !== undefined) return KINDS[integrationType];
  return config.request.requestUrlTemplate.trimStart().startsWith('/') ? 'genesys' : 'web-service';
}

function formDefects(
  { integrationType = '', actionType, config }: ActionDefinition,
  kind: Kind | undefined,
): TemplateDefect[] {
  const defects: TemplateDefect[] = [];
  if (kind === undefined) {
    const hostable = Object.keys(KINDS).join(' and ');
    const message = `actions of the type ${integrationType.slice(0, 60)} cannot be hosted: only ${hostable}`;
    defects.push({ keys: ['integrationType'], message });
  }
  if (!['custom', 'customAuth'].includes(actionType))
    defects.push({ keys: ['actionType'], message: 'actionType must be custom or customAuth' });
  if (!METHODS.includes(config.request.requestType.toUpperCase()))
    defects.push({ keys: ['config', 'request', 'requestType'], message: `requestType must be ${METHODS.join(', ')}` });
  return defects;
}

const nameDefects = (name: string): TemplateDefect[] =>
  NAME.test(name)
    ? []
    : [{ keys: [], message: 'the file name does not result in a valid action name: set name in the policy' }];
