import { SigningKey } from '../signing-key.js';
import { action, call, execute, Step } from './scene.js';

const LOOKUP = action('customer-lookup');
const INPUT = { customer_id: 'c-1' };

/** What a caller has to mend. */
export const REFUSALS: readonly Step[] = [
  {
    title: 'a missing input: the platform does not even call',
    run: (scene) => execute(scene, 'customer-lookup', {}),
    expect: { http: 400, code: 'bad.request' },
  },
  {
    title: 'an input that is empty',
    run: (scene) => execute(scene, 'customer-lookup', { customer_id: '' }),
    expect: { http: 200, success: false, code: 'INVALID_INPUT', status_code: 400, routing_hint: 'fix_request' },
  },
  {
    title: 'the same, told by the status: flows see no more',
    run: (scene) => execute(scene, 'customer-lookup by status', { customer_id: '' }),
    expect: { http: 400, code: 'bad.request', 'details.0.errorCode': '400' },
  },
  {
    title: 'the same, as the service tells it',
    run: (scene) => call(scene, { path: LOOKUP, body: {} }),
    expect: { http: 400, code: 'INVALID_INPUT', action: 'fix_request' },
  },
  {
    title: 'a template that the flow did not fill',
    run: (scene) => call(scene, { path: LOOKUP, body: { customer_id: '${input.customer_id}' } }),
    expect: { http: 400, code: 'INVALID_INPUT' },
  },
  {
    title: 'a body that was cut short',
    run: (scene) => call(scene, { path: LOOKUP, text: '{"customer_id": "c-1' }),
    expect: { http: 400, code: 'MALFORMED_JSON' },
  },
  {
    title: 'no token',
    run: (scene) => call(scene, { path: LOOKUP, body: INPUT, token: undefined }),
    expect: { http: 401, code: 'UNAUTHENTICATED', 'header.www-authenticate': 'Bearer' },
  },
  {
    title: 'a forged token',
    run: (scene) => call(scene, { path: LOOKUP, body: INPUT, token: scene.world.issuer.token({ algorithm: 'none' }) }),
    expect: { http: 401, code: 'UNAUTHENTICATED', action: 'refresh_token' },
  },
  {
    title: 'a token without the scope',
    run: (scene) => {
      const token = scene.world.issuer.token({ claims: { scope: 'dataaction:write' } });
      return call(scene, { path: LOOKUP, body: INPUT, token });
    },
    expect: { http: 403, code: 'FORBIDDEN', action: 'log_permission_error' },
  },
  {
    title: 'a token under a key that was just rotated in',
    run: (scene) => {
      scene.world.issuer.rotate({ key: SigningKey.generate() });
      return call(scene, { path: LOOKUP, body: INPUT });
    },
    expect: { http: 200, code: 'OK' },
  },
  {
    title: 'an action that does not exist',
    run: (scene) => call(scene, { path: action('nothing-here'), body: {} }),
    expect: { http: 404, code: 'UNKNOWN_ACTION' },
  },
];
