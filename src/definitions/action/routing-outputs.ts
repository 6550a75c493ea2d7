import { OutputMembers } from './output-field.js';
import { ScalarType } from './scalar.js';

/**
 * Outputs of every action: success, and how to handle a failure. A response that is not from this service, for example
 * from a proxy, counts as a failure.
 */
export const ROUTING_OUTPUTS: OutputMembers = Object.fromEntries(
  (
    [
      ['success', 'success', false, 'True if the action succeeded. A flow should check this first.'],
      ['code', 'code', '', 'OK, or the error code.'],
      ['status_code', 'status_code', 0, '200, or the status of the failure.'],
      ['fallback_type', 'fallback_type', 'network_error', 'Category of the failure; none on success.'],
      [
        'routing_hint',
        'action',
        'route_to_fallback',
        'Recommended next step: process_data, wait_and_retry, fix_request, …',
      ],
      ['retry_after', 'retry_after', 0, 'Seconds to wait before a retry; 0 if a retry cannot succeed.'],
      ['source', 'source', 'none', 'Origin of the data: api, cache, stale, replay or none.'],
      ['correlation_id', 'correlation_id', '', 'Id of the call in the log of the service.'],
      ['error_message', 'errors[0]', '', 'Error message; empty on success.'],
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
