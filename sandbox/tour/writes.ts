import { action, call, Step } from './scene.js';

const INVOKE = action('invoke-data-action');
const PAYLOAD = { contactId: 'c-9876543210', actionType: 'update_status', newStatus: 'resolved' };

/** How a write happens once, whatever is repeated. */
export const WRITES: readonly Step[] = [
  {
    title: 'invoke-data-action: executed',
    run: (scene) => call(scene, { path: INVOKE, body: { idempotency_key: 'tour-1', input_payload: PAYLOAD } }),
    expect: { http: 200, code: 'OK', source: 'api', 'data.status': 'completed' },
  },
  {
    title: 'the same key again: replayed, not executed',
    run: (scene) =>
      call(scene, { path: '/invoke-data-action', body: { idempotency_key: 'tour-1', input_payload: PAYLOAD } }),
    expect: { http: 200, code: 'OK', source: 'replay', 'header.idempotent-replayed': 'true' },
  },
  {
    title: 'the same key for another payload',
    run: (scene) => {
      const input_payload = { ...PAYLOAD, newStatus: 'open' };
      return call(scene, { path: INVOKE, body: { idempotency_key: 'tour-1', input_payload } });
    },
    expect: { http: 422, code: 'IDEMPOTENCY_KEY_REUSED', action: 'fix_request' },
  },
  {
    title: 'a write without a key',
    run: (scene) => call(scene, { path: INVOKE, body: { input_payload: PAYLOAD } }),
    expect: { http: 400, code: 'INVALID_INPUT' },
  },
  {
    title: 'a write whose answer is lost',
    run: async (scene) => {
      scene.world.genesys.fail('execute', { kind: 'reset', takesEffect: true });
      const outcome = await call(scene, { path: INVOKE, body: { idempotency_key: 'tour-2', input_payload: PAYLOAD } });
      scene.world.genesys.heal('execute');
      return outcome;
    },
    expect: { http: 429, code: 'UPSTREAM_UNREACHABLE', status_code: 599 },
  },
  {
    title: 'its repeat: nobody knows, so it is not sent twice',
    run: (scene) => call(scene, { path: INVOKE, body: { idempotency_key: 'tour-2', input_payload: PAYLOAD } }),
    expect: { http: 409, code: 'OUTCOME_UNKNOWN', action: 'route_to_fallback' },
  },
];
