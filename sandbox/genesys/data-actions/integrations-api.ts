import { isJsonObject, type JsonObject } from '../../json/json-object.js';
import type { SimulatorResponse, Handler } from '../../simulator/route.js';
import { apiError } from '../api-error.js';
import {
  isIntegrationType,
  describeCredentials,
  type Integrations,
  type StoredCredentials,
  type StoredIntegration,
} from './integrations.js';

const CREDENTIAL_TYPES = ['userDefinedOAuth', 'userDefined', 'basicAuth'];

/** `POST /api/v2/integrations` `{name?, integrationType: {id}}`: creates an active integration. */
export function createIntegration(integrations: Integrations): Handler {
  return ({ json }) => {
    const { name, integrationType } = isJsonObject(json) ? json : {};
    const id = isJsonObject(integrationType) ? integrationType['id'] : undefined;
    const type = typeof id === 'string' && isIntegrationType(id) ? id : undefined;
    if (type === undefined) return errorResponse('integrationType.id must be a type such as custom-rest-actions');
    return { status: 200, body: describeIntegration(integrations.add(typeof name === 'string' ? name : type, type)) };
  };
}

/** `POST /api/v2/integrations/credentials` `{name, type: {id} or {name}, credentialFields}`: creates credentials. */
export function createCredentials(integrations: Integrations): Handler {
  return ({ json }) => {
    const { name, type, credentialFields = {} } = isJsonObject(json) ? json : {};
    const typeName = isJsonObject(type) ? (type['id'] ?? type['name']) : undefined;
    const known = CREDENTIAL_TYPES.find((each) => each === typeName);
    if (known === undefined) return errorResponse(`type.id must be one of ${CREDENTIAL_TYPES.join(', ')}`);
    if (!isStringRecord(credentialFields)) return errorResponse('credentialFields must be an object of strings');
    const stored = integrations.addCredentials(typeof name === 'string' ? name : known, known, credentialFields);
    return { status: 200, body: describeCredentials(stored) };
  };
}

/** `GET /api/v2/integrations/{id}/config/current`. */
export function getIntegrationConfig(integrations: Integrations): Handler {
  return ({ params }) => {
    const integration = integrations.find(params['id'] ?? '');
    return integration === undefined ? apiError(404) : { status: 200, body: configOf(integration) };
  };
}

/** `PUT /api/v2/integrations/{id}/config/current`: sets the credentials. The body must contain the current version. */
export function putIntegrationConfig(integrations: Integrations): Handler {
  return ({ params, json }) => {
    const integration = integrations.find(params['id'] ?? '');
    if (integration === undefined) return apiError(404);
    const { name = integration.name, version, notes = '', credentials = {} } = isJsonObject(json) ? json : {};
    if (version !== integration.version)
      return apiError(409, { message: `The current version is ${integration.version}, not ${String(version)}` });
    if (typeof name !== 'string' || typeof notes !== 'string' || !isJsonObject(credentials))
      return errorResponse('name and notes must be strings, credentials must be an object');
    const found: Record<string, StoredCredentials> = {};
    for (const [key, reference] of Object.entries(credentials)) {
      const id = isJsonObject(reference) ? String(reference['id']) : '';
      const stored = integrations.findCredentials(id);
      if (stored === undefined) return errorResponse(`No credentials have the id ${id}`);
      found[key] = stored;
    }
    return { status: 200, body: configOf(integrations.change(integration, { name, notes, credentials: found })) };
  };
}

function describeIntegration(integration: StoredIntegration): JsonObject {
  const { id, name, type } = integration;
  return {
    id,
    name,
    integrationType: { id: type, name: type },
    intendedState: 'ENABLED',
    config: { current: configOf(integration) },
    reportedState: { code: 'ACTIVE' },
    attributes: {},
    selfUri: `/api/v2/integrations/${id}`,
  };
}

function configOf({ id, name, notes, version, credentials }: StoredIntegration): JsonObject {
  const described = Object.entries(credentials).map(([key, stored]) => [key, describeCredentials(stored)]);
  return {
    id,
    name,
    version,
    properties: {},
    advanced: {},
    notes,
    credentials: Object.fromEntries(described) as JsonObject,
    selfUri: `/api/v2/integrations/${id}/config/current`,
  };
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return isJsonObject(value) && Object.values(value).every((each) => typeof each === 'string');
}

function errorResponse(message: string): SimulatorResponse {
  return apiError(400, { message });
}
