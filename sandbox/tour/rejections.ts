import { SigningKey } from '../issuer/signing-key.js';
import { action, call, execute, Step } from './step.js';

const LOOKUP = action('customer-lookup');
const INPUT = { customer_id: 'c-1' };

/** Calls with mistakes that the caller must correct. */
export const REJECTIONS: readonly Step[] = [
  {
    title: 'missing input: the platform sends no request',
    run: (tour) => execute(tour, 'customer-lookup', {}),
    expect: { http: 400, code: 'bad.request' },
  },
  {
    title: 'empty input',
    run: (tour) => execute(tour, 'customer-lookup', { customer_id: '' }),
    expect: { http: 200, success: false, code: 'INVALID_INPUT', status_code: 400, routing_hint: 'fix_request' },
  },
  {
    title: 'empty input, failure style status: failure path',
    run: (tour) => execute(tour, 'customer-lookup by status', { customer_id: '' }),
    expect: { http: 400, code: 'bad.request', 'details.0.errorCode': '400' },
  },
  {
    title: 'empty input, response of the service',
    run: (tour) => call(tour, { path: LOOKUP, body: {} }),
    expect: { http: 400, code: 'INVALID_INPUT', action: 'fix_request' },
  },
  {
    title: 'unrendered template in the input',
    run: (tour) => call(tour, { path: LOOKUP, body: { customer_id: '${input.customer_id}' } }),
    expect: { http: 400, code: 'INVALID_INPUT' },
  },
  {
    title: 'incomplete JSON body',
    run: (tour) => call(tour, { path: LOOKUP, text: '{"customer_id": "c-1' }),
    expect: { http: 400, code: 'MALFORMED_JSON' },
  },
  {
    title: 'no token',
    run: (tour) => call(tour, { path: LOOKUP, body: INPUT, token: undefined }),
    expect: { http: 401, code: 'UNAUTHENTICATED', 'header.www-authenticate': 'Bearer' },
  },
  {
    title: 'forged token',
    run: (tour) => call(tour, { path: LOOKUP, body: INPUT, token: tour.world.issuer.token({ algorithm: 'none' }) }),
    expect: { http: 401, code: 'UNAUTHENTICATED', action: 'refresh_token' },
  },
  {
    title: 'token without the required scope',
    run: (tour) => {
      const token = tour.world.issuer.token({ claims: { scope: 'dataaction:write' } });
      return call(tour, { path: LOOKUP, body: INPUT, token });
    },
    expect: { http: 403, code: 'FORBIDDEN', action: 'log_permission_error' },
  },
  {
    title: 'token signed with a key that was just published',
    run: (tour) => {
      tour.world.issuer.rotate({ key: SigningKey.generate() });
      return call(tour, { path: LOOKUP, body: INPUT });
    },
    expect: { http: 200, code: 'OK' },
  },
  {
    title: 'unknown action',
    run: (tour) => call(tour, { path: action('nothing-here'), body: {} }),
    expect: { http: 404, code: 'UNKNOWN_ACTION' },
  },
];
