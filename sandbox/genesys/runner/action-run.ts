import { checkInput } from '../../../src/engine/action/action-input.js';
import { renderBody, renderHeaders, renderUrl, requestContext } from '../../../src/engine/action/action-request.js';
import {
  applySuccessTemplate,
  checkOutput,
  parseResponse,
  translate,
} from '../../../src/engine/action/action-response.js';
import type { ActionDefinition } from '../../../src/engine/action/action-definition.js';
import { isMap, type JsonMap, type JsonValue } from '../../../src/engine/json/json-value.js';
import { fromPlain, mapOf, toPlain } from '../../../src/engine/json/plain-json.js';
import type { JsonObject } from '../../json/json-object.js';
import { flattened } from '../data-actions/action-runs.js';
import { callBackend, type BackendResponse } from './backend-call.js';
import { ExecutionError } from './execution-error.js';
import { inEngine } from './in-engine.js';
import { absoluteUrl, redactHeaders, type RenderedRequest } from './rendered-request.js';
import type { RunTrace } from './run-trace.js';

export interface RunContext {
  /** Template variables `credentials` and `authResponse`. */
  readonly secrets: { readonly credentials: JsonObject; readonly authResponse?: JsonObject };
  readonly headers: Readonly<Record<string, string>>;
  readonly platformUrl: string;
}

/** Response of a backend with a failure status. */
export class BackendRejection extends ExecutionError {
  constructor(
    actionName: string,
    readonly backendStatus: number,
    result: unknown,
  ) {
    super(`REST call for action '${actionName}' failed. Message:Request failed with status code '${backendStatus}'.`, {
      details: [{ errorCode: String(backendStatus), fieldName: 'statusCode' }],
      result,
    });
  }
}

/** Validates an input against its contract. The platform sends no request for an invalid one. @throws ExecutionError */
export function checkedInput(action: ActionDefinition, input: unknown): JsonMap {
  return inEngine(() => checkInput(action, fromPlain(input)));
}

/** Renders the request, sends it and returns the JSON of a successful response. @throws ExecutionError */
export async function callAction(
  { name, config }: ActionDefinition,
  input: JsonMap,
  { secrets, headers: platformHeaders, platformUrl }: RunContext,
  trace: RunTrace,
): Promise<JsonValue> {
  const { request, timeoutSeconds } = config;
  const { credentials, authResponse } = secrets;
  const context = requestContext(input, {
    credentials: mapOf(credentials),
    ...(authResponse !== undefined && { authResponse: mapOf(authResponse) }),
  });
  const url = await trace.step('Resolve request URL', () =>
    absoluteUrl(
      inEngine(() => renderUrl(request, context)),
      platformUrl,
    ),
  );
  const own = await trace.step(
    'Resolve request headers',
    () => inEngine(() => renderHeaders(request, context)),
    (rendered) => redactHeaders(request, rendered),
  );
  const body = await trace.step('Resolve request body', () => inEngine(() => renderBody(request, context)));
  const rendered: RenderedRequest = {
    url,
    method: request.requestType,
    headers: merged(platformHeaders, own),
    ...(body !== undefined && { body }),
  };
  const send = async (): Promise<JsonValue> => successOf(name, await callBackend(rendered, timeoutSeconds));
  return trace.step('Execute request', send, toPlain);
}

/** Maps the JSON of a response to the output. @throws ExecutionError */
export async function mapResponse(
  definition: ActionDefinition,
  body: JsonValue,
  flatten: boolean,
  trace: RunTrace,
): Promise<JsonValue> {
  const { response } = definition.config;
  const variables = await trace.step('Apply translation map', () => inEngine(() => translate(response, body)), toPlain);
  const output = await trace.step(
    'Apply success template',
    () => inEngine(() => applySuccessTemplate(response, variables, body)),
    toPlain,
  );
  const check = (): JsonValue => {
    inEngine(() => checkOutput(definition, output));
    return output;
  };
  await trace.step('Check output against its contract', check, toPlain);
  if (!flatten || !isMap(output)) return output;
  return trace.step('Flatten output', () => mapOf(flattened(toPlain(output) as JsonObject)), toPlain);
}

function successOf(actionName: string, { status, text }: BackendResponse): JsonValue {
  if (status < 200 || status > 299) throw new BackendRejection(actionName, status, { status, body: text });
  return inEngine(() => parseResponse(text));
}

/** Merges headers, ignoring case. Later ones win. */
function merged(...all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const byName = new Map(
    all.flatMap(Object.entries<string>).map((header) => [header[0].toLowerCase(), header] as const),
  );
  return Object.fromEntries(byName.values());
}
