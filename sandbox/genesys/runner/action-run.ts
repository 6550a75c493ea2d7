import { isJsonObject, type JsonObject } from '../../json-object.js';
import { flattened } from '../action-runs.js';
import type { ActionDefinition } from './action-definition.js';
import { callBackend, type BackendAnswer } from './backend-call.js';
import { ExecutionError } from './execution-error.js';
import { renderBody, renderHeaders, renderUrl, shownHeaders, type RenderedRequest } from './rendered-request.js';
import { applyTemplate, parseAnswer, translate } from './response-reading.js';
import type { RunTrace } from './run-trace.js';
import { misfits } from './schema-check.js';

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

/**
 * Whether an input keeps its contract; a Data Action that is given anything else is never sent.
 *
 * @throws ExecutionError naming every misfit
 */
export function checkedInput({ contract }: ActionDefinition, input: unknown): JsonObject {
  const wrong = misfits('input contract', contract.input.inputSchema, input);
  if (wrong.length > 0 || !isJsonObject(input))
    throw new ExecutionError(`The input does not fit its contract: ${wrong.join('; ') || 'it is no object'}`);
  const nested = Object.entries(input).filter(([, value]) => typeof value === 'object' && value !== null);
  if (nested.length === 0) return input;
  throw new ExecutionError(`Inputs must be flat: ${nested.map(([name]) => name).join(', ')}`);
}

/** Renders the request, sends it and gives the answer of a backend that said yes. @throws ExecutionError */
export async function askBackend(
  { name, config }: ActionDefinition,
  input: JsonObject,
  { secrets, headers: platformHeaders, platformUrl }: RunSurroundings,
  trace: RunTrace,
): Promise<unknown> {
  const { request, timeoutSeconds } = config;
  const context = { ...secrets, input: { ...input, rawRequest: JSON.stringify(input) } };
  const url = await trace.step('Resolve request URL', () =>
    renderUrl(request.requestUrlTemplate, context, platformUrl),
  );
  const own = await trace.step(
    'Resolve request headers',
    () => renderHeaders(request, context),
    (rendered) => shownHeaders(request, rendered),
  );
  const body = await trace.step('Resolve request body', () => renderBody(request, context));
  const rendered: RenderedRequest = {
    url,
    method: request.requestType,
    headers: merged(platformHeaders, own),
    ...(body !== undefined && { body }),
  };
  return trace.step('Execute request', async () => successOf(name, await callBackend(rendered, timeoutSeconds)));
}

/** Turns a backend's answer into the output. @throws ExecutionError */
export async function readAnswer(
  { config, contract }: ActionDefinition,
  answer: unknown,
  flatten: boolean,
  trace: RunTrace,
): Promise<JsonObject> {
  const variables = await trace.step('Apply translation map', () => translate(config.response, answer));
  const output = await trace.step('Apply success template', () => applyTemplate(config.response, variables, answer));
  await trace.step('Check output against its contract', () => {
    const wrong = misfits('output contract', contract.output.successSchema, output);
    if (wrong.length === 0) return output;
    throw new ExecutionError(`The output does not fit its contract: ${wrong.join('; ')}`, { result: output });
  });
  return flatten ? trace.step('Flatten output', () => flattened(output)) : output;
}

function successOf(actionName: string, { status, text }: BackendAnswer): unknown {
  if (status < 200 || status > 299) throw new BackendRefusal(actionName, status, { status, body: text });
  return parseAnswer(text);
}

/** Headers of which the later ones win, whatever their case. */
function merged(...all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const byName = new Map(
    all.flatMap(Object.entries<string>).map((header) => [header[0].toLowerCase(), header] as const),
  );
  return Object.fromEntries(byName.values());
}
