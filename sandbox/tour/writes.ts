import { call, execute, Step } from './scene.js';

const INVOKE = 'invoke-data-action';
const PAYLOAD = { contactId: 'c-9876543210', actionType: 'update_status', newStatus: 'resolved' };
const input_payload = JSON.stringify(PAYLOAD);

/** How a write happens once, whatever is repeated. */
export const WRITES: readonly Step[] = [
  {
    title: 'invoke-data-action: executed',
    run: (scene) => execute(scene, INVOKE, { idempotency_key: 'tour-1', input_payload }),
    expect: { http: 200, success: true, source: 'api', status: 'completed' },
  },
  {
    title: 'the same key again: replayed, not executed',
    run: (scene) => execute(scene, INVOKE, { idempotency_key: 'tour-1', input_payload }),
    expect: { http: 200, success: true, source: 'replay', status: 'completed' },
  },
  {
    title: 'the same key for another payload',
    run: (scene) => {
      const other = JSON.stringify({ ...PAYLOAD, newStatus: 'open' });
      return execute(scene, INVOKE, { idempotency_key: 'tour-1', input_payload: other });
    },
    expect: { http: 200, success: false, code: 'IDEMPOTENCY_KEY_REUSED', routing_hint: 'fix_request' },
  },
  {
    title: 'a write without a key, in a flow: named by that',
    run: (scene) => execute(scene, INVOKE, { input_payload, flow_id: 'f-1', interaction_id: 'i-1' }),
    expect: { http: 200, success: true, source: 'api' },
  },
  {
    title: 'a repeat at the address of the guide',
    run: async (scene) => {
      const body = { idempotency_key: 'tour-3', input_payload: PAYLOAD };
      await call(scene, { path: '/invoke-data-action', body });
      return call(scene, { path: '/invoke-data-action', body });
    },
    expect: { http: 200, code: 'OK', source: 'replay', 'header.idempotent-replayed': 'true' },
  },
  {
    title: 'a write without a key, and without a flow',
    run: (scene) => execute(scene, INVOKE, { input_payload }),
    expect: { http: 200, success: false, code: 'INVALID_INPUT' },
  },
  {
    title: 'a write whose answer is lost',
    run: async (scene) => {
      scene.world.genesys.fail('execute', { kind: 'reset', takesEffect: true });
      const outcome = await call(scene, {
        path: '/invoke-data-action',
        body: { idempotency_key: 'tour-2', input_payload: PAYLOAD },
      });
      scene.world.genesys.heal('execute');
      return outcome;
    },
    expect: { http: 429, code: 'UPSTREAM_UNREACHABLE', status_code: 599 },
  },
  {
    title: 'its repeat: nobody knows, so it is not sent twice',
    run: (scene) =>
      call(scene, { path: '/invoke-data-action', body: { idempotency_key: 'tour-2', input_payload: PAYLOAD } }),
    expect: { http: 409, code: 'OUTCOME_UNKNOWN', action: 'route_to_fallback' },
  },
];
