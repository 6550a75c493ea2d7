import { ActionDefinition } from '../../engine/action/action-definition.js';
import { readDefinition } from '../../engine/action/read-definition.js';
import { EngineError } from '../../engine/limits/engine-error.js';
import { isObject } from '../../engine/contract/json-schema.js';
import { Fault } from '../fault/fault.js';
import { PolicyFile } from '../policy/read-policy.js';
import { policyFaults } from './check-policy.js';
import { hostFlaw, Kind } from './check-address.js';
import { contractFlaws, responseFlaws } from './check-contract.js';
import { requestFlaws, usedCredentials } from './check-request.js';
import { sampleFlaw } from './check-sample.js';
import { DefinitionFile } from './definition-file.js';
import { HostedDefinition, nameOfFile } from './hosted-definition.js';
import { parseRequest, TemplateFlaw } from './request-template.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Kinds of integrations whose actions can be hosted. */
const KINDS: Readonly<Record<string, Kind>> = {
  'custom-rest-actions': 'web-service',
  'purecloud-data-actions': 'genesys',
};

/** A definition that was read, or what is wrong with it. */
export type HostedResult = { readonly hosted: HostedDefinition } | { readonly faults: readonly Fault[] };

/** Reads one exported definition and checks everything that the service needs of it, as far as the two files tell. */
export function readHosted(file: DefinitionFile, policyFile: PolicyFile | undefined): HostedResult {
  const { fault, json, path } = file;
  if (fault) return { faults: [fault] };
  const faultOf = ({ keys, message, index }: TemplateFlaw): Fault => file.faultAt(keys, message, index);
  const definition = definitionOf(json);
  if ('keys' in definition) return { faults: [faultOf(definition), ...(policyFile?.faults ?? [])] };
  const policy = policyFile?.policy ?? {};
  const name = policy.name ?? nameOfFile(path.split(/[/\\]/).at(-1) ?? '');
  const kind = kindOf(definition);
  const templates = parseRequest(definition.config.request);
  const flaws = [
    ...formFlaws(definition, kind),
    ...(policy.name === undefined ? nameFlaws(name) : []),
    ...contractFlaws(definition),
    ...responseFlaws(definition),
  ];
  if (Array.isArray(templates) || kind === undefined)
    flaws.push(...(Array.isArray(templates) ? templates : requestFlaws(templates)));
  else {
    const address = hostFlaw(templates.url, kind);
    flaws.push(...requestFlaws(templates), ...(address ? [address] : []));
    if (flaws.length === 0) {
      const credentials = new Map([...usedCredentials(templates).keys()].map((used) => [used, credentialSample(definition, used)])); // prettier-ignore
      const sample = sampleFlaw(definition, templates, kind, credentials);
      if (sample) flaws.push(sample);
    }
  }
  const ofPolicy = policyFile?.faults ?? [];
  const faults = [...flaws.map(faultOf), ...ofPolicy];
  if (faults.length > 0 || Array.isArray(templates) || kind === undefined) return { faults };
  const hosted: HostedDefinition = { path, name, kind, definition, templates, policy };
  const conflicts = policyFile ? policyFaults(hosted, policyFile) : [];
  return conflicts.length > 0 ? { faults: conflicts } : { hosted };
}

/** A value that keeps the address well-formed: of a credential that the address begins with, a whole address. */
const credentialSample = ({ config }: ActionDefinition, name: string): string =>
  config.request.requestUrlTemplate.trimStart().startsWith('http') ? 'credential' : `https://${name.toLowerCase()}.invalid`; // prettier-ignore

function definitionOf(json: unknown): ActionDefinition | TemplateFlaw {
  if (!isObject(json)) return { keys: [], message: 'the file must hold one Data Action: a JSON object' };
  try {
    return readDefinition(json);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const [where = ''] = error.message.split(' ', 1);
    return { keys: where.split('.'), message: error.message };
  }
}

/** Exports of the oldest kind name no integration: their address tells. */
function kindOf({ integrationType, config }: ActionDefinition): Kind | undefined {
  if (integrationType !== undefined) return KINDS[integrationType];
  return config.request.requestUrlTemplate.trimStart().startsWith('/') ? 'genesys' : 'web-service';
}

function formFlaws(
  { integrationType = '', actionType, config }: ActionDefinition,
  kind: Kind | undefined,
): TemplateFlaw[] {
  const flaws: TemplateFlaw[] = [];
  if (kind === undefined) {
    const hostable = Object.keys(KINDS).join(' and ');
    const message = `actions of the type ${integrationType.slice(0, 60)} cannot be hosted: only ${hostable}`;
    flaws.push({ keys: ['integrationType'], message });
  }
  if (!['custom', 'customAuth'].includes(actionType))
    flaws.push({ keys: ['actionType'], message: 'actionType must be custom or customAuth' });
  if (!METHODS.includes(config.request.requestType.toUpperCase()))
    flaws.push({ keys: ['config', 'request', 'requestType'], message: `requestType must be ${METHODS.join(', ')}` });
  return flaws;
}

const nameFlaws = (name: string): TemplateFlaw[] =>
  NAME.test(name) ? [] : [{ keys: [], message: 'the file name gives no name for the action: set name in its policy' }];
