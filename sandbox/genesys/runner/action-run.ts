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
import type { JsonObject } from '../../json-object.js';
import { flattened } from '../action-runs.js';
import { callBackend, type BackendAnswer } from './backend-call.js';
import { ExecutionError } from './execution-error.js';
import { inEngine } from './in-engine.js';
import { absoluteUrl, shownHeaders, type RenderedRequest } from './rendered-request.js';
import type { RunTrace } from './run-trace.js';

/** Where and as whom a Data Action runs. */
export interface RunSurroundings {
  /** What templates know as `credentials` and `authResponse`. */
  readonly secrets: { readonly credentials: JsonObject; readonly authResponse?: JsonObject };
  /** Sent unless the definition says otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address of the platform's own API. */
  readonly platformUrl: string;
}

/** A backend's answer that is no success. */
export class BackendRefusal extends ExecutionError {
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

/** Returns an input that fits its contract. The platform sends no request for another one. @throws ExecutionError */
export function checkedInput(action: ActionDefinition, input: unknown): JsonMap {
  return inEngine(() => checkInput(action, fromPlain(input)));
}

/** Renders the request, sends it and returns the JSON of a successful response. @throws ExecutionError */
export async function askBackend(
  { name, config }: ActionDefinition,
  input: JsonMap,
  { secrets, headers: platformHeaders, platformUrl }: RunSurroundings,
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
    (rendered) => shownHeaders(request, rendered),
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

/** Turns the JSON of a response into the output. @throws ExecutionError */
export async function readAnswer(
  definition: ActionDefinition,
  answer: JsonValue,
  flatten: boolean,
  trace: RunTrace,
): Promise<JsonValue> {
  const { response } = definition.config;
  const variables = await trace.step(
    'Apply translation map',
    () => inEngine(() => translate(response, answer)),
    toPlain,
  );
  const output = await trace.step(
    'Apply success template',
    () => inEngine(() => applySuccessTemplate(response, variables, answer)),
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

function successOf(actionName: string, { status, text }: BackendAnswer): JsonValue {
  if (status < 200 || status > 299) throw new BackendRefusal(actionName, status, { status, body: text });
  return inEngine(() => parseResponse(text));
}

/** Headers of which the later ones win, whatever their case. */
function merged(...all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const byName = new Map(
    all.flatMap(Object.entries<string>).map((header) => [header[0].toLowerCase(), header] as const),
  );
  return Object.fromEntries(byName.values());
}
