import { DATA_ACTIONS_PATH } from '../../data-actions/contract/data-action.metadata.js';
import { Envelope } from '../../envelope/envelope.js';
import { actionUrl } from '../invocation/action-url.js';
import { FunctionFailure } from './function-failure.js';
import { FunctionConfig } from '../invocation/function.config.js';
import { InMemoryResponse } from '../../server/wire/in-memory-request.js';
import { Invocation } from '../invocation/invocation.js';
import { clientHeaders, RuntimeContext } from './runtime-context.js';

/** Entries of `clientContext` that become headers. The others are dropped, because configured headers are often credentials. */
const FORWARDED_HEADERS = [
  'cache-control',
  'idempotency-key',
  'inin-correlation-id',
  'inin-organization-id',
  'traceparent',
  'x-action-timeout-ms',
  'x-genesys-flow-id',
];

/** No action has this route. */
const NO_ROUTE = `${DATA_ACTIONS_PATH}/-`;

/** Client name of a call without a token. Also the organisation if the runtime does not send one. */
const FUNCTION = 'function';

/**
 * Reads an event from the runtime, whose access control has authorised the sender.
 *
 * An event `{input: {…}}` returns `{statusCode, body}`. Any other event is the input itself, as Genesys Functions send it.
 * Its result is the plain output, and its failures are thrown.
 */
export function readRuntimeEvent(event: unknown, context: RuntimeContext, config: FunctionConfig): Invocation {
  const headers = clientHeaders(context);
  return {
    request: {
      method: 'POST',
      url: actionUrl(event, config, NO_ROUTE),
      headers: {
        ...Object.fromEntries(Object.entries(headers).filter(([name]) => FORWARDED_HEADERS.includes(name))),
        'content-type': 'application/json',
        'x-failure-style': 'status',
      },
      body: Buffer.from(JSON.stringify(inputOf(event))),
    },
    caller: { organisation: headers['inin-organization-id'] || FUNCTION, client: FUNCTION, scopes: config.scopes },
    respond: isNested(event) ? withStatus : asOutput,
  };
}

function inputOf(event: unknown): unknown {
  if (!isObject(event)) return event ?? null;
  const { action: _action, ...input } = event;
  return isNested(event) ? event['input'] : input;
}

const withStatus = ({ status, body }: InMemoryResponse): object => ({ statusCode: status, body: body.toString() });

/** @throws FunctionFailure */
function asOutput({ body }: InMemoryResponse): object {
  const envelope = JSON.parse(body.toString()) as Envelope;
  if (!envelope.success) throw new FunctionFailure(envelope);
  return envelope.data;
}

const isNested = (event: unknown): boolean => isObject(event) && isObject(event['input']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
