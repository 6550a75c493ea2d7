import { isJsonObject } from '../../json/json-object.js';
import type { SimulatorResponse, Handler, SimulatorRequest } from '../../simulator/route.js';
import { flattened, type ActionRuns } from './action-runs.js';
import { apiError } from '../api-error.js';

const ACTION_ID = /^(custom|static)(_-_.+)?$/;

/** `POST /api/v2/integrations/actions/{id}/execute`, as on the platform: each request executes; `Idempotency-Key` is ignored. */
export function executeAction(runs: ActionRuns): Handler {
  return ({ params, query, headers, json }) => {
    const actionId = params['id'] ?? '';
    if (!ACTION_ID.test(actionId)) return unknownAction(actionId);
    if (!isJsonObject(json)) return apiError(400, { message: 'The body must be a JSON object with the inputs' });
    const { succeeded, output } = runs.execute(actionId, keyOf(headers), json);
    if (!succeeded) return failed();
    return { status: 200, body: query.get('flatten') === 'true' ? flattened(output) : output };
  };
}

/**
 * `POST /api/v2/dataactions/actions/{id}/invoke`, a path that honours idempotency keys: a key executes once, and later calls
 * get the same response. After a failed execution, calls with its key get a 409.
 */
export function invokeAction(runs: ActionRuns): Handler {
  return ({ params, headers, json }) => {
    const actionId = params['id'] ?? '';
    if (!ACTION_ID.test(actionId)) return unknownAction(actionId);
    const input = isJsonObject(json) ? json['input'] : undefined;
    if (!isJsonObject(input)) return apiError(400, { message: 'The body must be { "input": { … } }' });
    const key = keyOf(headers);
    const earlier = key === undefined ? undefined : runs.firstOf(key);
    if (earlier?.succeeded === false)
      return apiError(409, {
        code: 'idempotency.key.conflict',
        message: `The Idempotency-Key ${key} is bound to a failed invocation`,
      });
    const { runId, succeeded, output } = earlier ?? runs.execute(actionId, key, input);
    if (!succeeded) return failed();
    return {
      status: 200,
      body: { id: `da-inv-${runId.slice(0, 8)}`, status: 'completed', output, requestId: `req-${runId.slice(9)}` },
    };
  };
}

function keyOf(headers: SimulatorRequest['headers']): string | undefined {
  const value = headers['idempotency-key'];
  return Array.isArray(value) ? value[0] : value;
}

function unknownAction(actionId: string): SimulatorResponse {
  return apiError(404, { message: `No action has the id ${actionId}` });
}

function failed(): SimulatorResponse {
  return apiError(400, { code: 'action.execution.failed', message: 'The action ran and failed' });
}
