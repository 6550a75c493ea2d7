import { jsonText } from '../../../src/engine/json/json-text.js';
import { toPlain } from '../../../src/engine/json/plain-json.js';
import { ExactJson } from '../../json/exact-json.js';
import type { JsonObject } from '../../json/json-object.js';
import type { Handler, SimulatorRequest } from '../../simulator/route.js';
import type { AccessTokens } from '../access/access-tokens.js';
import { apiError } from '../api-error.js';
import {
  fieldsOf,
  isIntegrationType,
  type Integrations,
  type StoredAction,
  type StoredIntegration,
} from './integrations.js';
import { pageOf } from '../paging.js';
import type { ActionRunner, RunIntegration } from '../runner/action-runner.js';
import { ExecutionError } from '../runner/execution-error.js';
import { definitionOf, integrationTypeOf, problemsOfDefinition } from '../runner/read-definition.js';
import { RunTrace } from '../runner/run-trace.js';

export interface DataActions {
  readonly integrations: Integrations;
  readonly runner: ActionRunner;
  readonly tokens: AccessTokens;
  /** Integration of a definition without an `integrationId`. */
  readonly defaultIntegrationId: string;
}

/** `POST /api/v2/integrations/actions`: imports the JSON of an export, or the REST form with an `integrationId`. */
export function importAction({ integrations, runner, defaultIntegrationId }: DataActions): Handler {
  return ({ json }) => {
    const problems = problemsOfDefinition(json);
    if (problems.length > 0) return apiError(400, { message: `The Data Action is not valid: ${problems.join('; ')}` });
    const integration = integrationFor(integrations, json as JsonObject, defaultIntegrationId);
    if (typeof integration === 'string') return apiError(400, { message: integration });
    const action = integrations.addAction(integration, definitionOf(json));
    if (action.definition.actionType === 'customAuth') runner.authResponses.forget(integration.id);
    return { status: 200, body: describeAction(action) };
  };
}

/**
 * Returns the integration of a definition, or the reason if there is none. If a file names only a type, the integration is
 * the first one of this type. It is created if it does not exist.
 */
function integrationFor(
  integrations: Integrations,
  json: JsonObject,
  defaultIntegrationId: string,
): StoredIntegration | string {
  const { integrationId } = json;
  const type = integrationTypeOf(json);
  if (type !== undefined && !isIntegrationType(type))
    return `Integrations of the type ${type} do not support Data Actions`;
  const named = integrations.find(typeof integrationId === 'string' ? integrationId : defaultIntegrationId);
  if (named !== undefined && (type === undefined || type === named.type)) return named;
  if (integrationId === undefined && type !== undefined)
    return integrations.findByType(type) ?? integrations.add(`Sandbox ${type}`, type);
  if (named === undefined) return `No integration has the id ${JSON.stringify(integrationId)}`;
  return `The integration has the type ${named.type}, but the Data Action needs ${type ?? 'another type'}`;
}

/** `GET /api/v2/integrations/actions`. */
export function listActions({ integrations }: DataActions): Handler {
  return (request) => ({ status: 200, body: pageOf(integrations.listActions().map(describeAction), request) });
}

/** `GET /api/v2/integrations/actions/{id}`. */
export function getAction({ integrations }: DataActions): Handler {
  return ({ params }) => {
    const action = integrations.findAction(params['id'] ?? '');
    return action === undefined ? apiError(404) : { status: 200, body: describeAction(action) };
  };
}

/** `POST /api/v2/integrations/actions/{id}/execute?flatten=`. `otherwise` handles ids that are not imported. */
export function executeImported(actions: DataActions, otherwise: Handler): Handler {
  return async (request) => {
    const found = findAction(actions, request);
    if (found === undefined) return otherwise(request);
    try {
      return { status: 200, body: new ExactJson(jsonText(await run(actions, found, request, new RunTrace()))) };
    } catch (error) {
      if (error instanceof ExecutionError) return error.response;
      throw error;
    }
  };
}

/** `POST /api/v2/integrations/actions/{id}/test?flatten=`: returns the steps, as the SDK's `TestExecutionResult`. */
export function testImported(actions: DataActions): Handler {
  return async (request) => {
    const found = findAction(actions, request);
    if (found === undefined) return apiError(404);
    const trace = new RunTrace();
    try {
      const finalResult = toPlain(await run(actions, found, request, trace));
      return { status: 200, body: { operations: trace.operations, finalResult, success: true } };
    } catch (error) {
      if (!(error instanceof ExecutionError)) throw error;
      return { status: 200, body: { operations: trace.operations, error: error.response.body, success: false } };
    }
  };
}

interface FoundAction {
  readonly action: StoredAction;
  readonly integration: StoredIntegration;
}

function findAction({ integrations }: DataActions, { params }: SimulatorRequest): FoundAction | undefined {
  const action = integrations.findAction(params['id'] ?? '');
  const integration = action && integrations.find(action.integrationId);
  return integration && { action, integration };
}

function run(actions: DataActions, { action, integration }: FoundAction, request: SimulatorRequest, trace: RunTrace) {
  const flatten = request.query.get('flatten') === 'true';
  const platformUrl = `http://${request.headers.host ?? 'localhost'}`;
  const runContext = { ...runContextOf(actions, integration), platformUrl };
  return actions.runner.run(action.definition, runContext, request.json, { flatten, trace });
}

function runContextOf({ tokens }: DataActions, integration: StoredIntegration): Omit<RunIntegration, 'platformUrl'> {
  const { id, type, authAction } = integration;
  const credentials = fieldsOf(integration);
  const basic = Object.values(integration.credentials).find((each) => each.type === 'basicAuth')?.fields;
  const headers =
    type === 'purecloud-data-actions'
      ? { Authorization: `Bearer ${tokens.issue()}` }
      : basic === undefined
        ? {}
        : { Authorization: `Basic ${base64(`${basic['userName'] ?? ''}:${basic['password'] ?? ''}`)}` };
  return { id, credentials, headers, authAction: authAction?.definition };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function describeAction({ id, integrationId, version, definition }: StoredAction): JsonObject {
  const { name, category, secure, config, contract } = definition;
  const selfUri = `/api/v2/integrations/actions/${id}`;
  return { id, name, integrationId, category, contract, version, secure, config, selfUri };
}
