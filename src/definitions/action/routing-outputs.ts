import { OutputMembers } from './output-field.js';
import { ScalarType } from './scalar.js';

/**
 * What every action tells a flow beside its own outputs: whether it worked, and what to do if not. An answer that is not
 * ours, as a proxy may give one, counts as a failure.
 */
export const ROUTING_OUTPUTS: OutputMembers = Object.fromEntries(
  (
    [
      ['success', 'success', false, 'Whether the action worked: what the flow branches on first.'],
      ['code', 'code', '', 'OK, or the code of the failure.'],
      ['status_code', 'status_code', 0, '200, or the status of the failure.'],
      ['fallback_type', 'fallback_type', 'network_error', 'The family of the failure; none on success.'],
      ['routing_hint', 'action', 'route_to_fallback', 'What to do next: process_data, wait_and_retry, fix_request, …'],
      ['retry_after', 'retry_after', 0, 'Seconds to wait before another try; 0 where waiting is pointless.'],
      ['source', 'source', 'none', 'Where the answer comes from: api, cache, stale, replay or none.'],
      ['correlation_id', 'correlation_id', '', "The call's id in the log of the service."],
      ['error_message', 'errors[0]', '', 'What went wrong, readable; empty on success.'],
    ] as const
  ).map(([name, place, fallback, description]) => [
    name,
    {
      variable: name,
      path: `$.${place}`,
      schema: { type: typeOf(fallback), description },
      fallback,
      isJsonText: false,
    },
  ]),
);

function typeOf(value: boolean | number | string): ScalarType {
  return typeof value === 'number' ? 'integer' : typeof value === 'boolean' ? 'boolean' : 'string';
}
