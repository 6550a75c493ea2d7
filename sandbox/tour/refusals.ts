import { SigningKey } from '../signing-key.js';
import { action, call, Step } from './scene.js';

const LOOKUP = action('customer-lookup');
const INPUT = { customer_id: 'c-1' };

/** What a caller has to mend. */
export const REFUSALS: readonly Step[] = [
  {
    title: 'an input that is missing',
    run: (scene) => call(scene, { path: LOOKUP, body: {} }),
    expect: { http: 400, code: 'INVALID_INPUT', action: 'fix_request' },
  },
  {
    title: 'the same, told in the body alone',
    run: (scene) => call(scene, { path: LOOKUP, body: {}, headers: { 'X-Failure-Style': 'in-body' } }),
    expect: { http: 200, code: 'INVALID_INPUT', status_code: 400, success: false },
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
