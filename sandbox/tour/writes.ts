import { call, execute, Step } from './step.js';

const INVOKE = 'invoke-data-action';
const PAYLOAD = { contactId: 'c-9876543210', actionType: 'update_status', newStatus: 'resolved' };
const input_payload = JSON.stringify(PAYLOAD);

/** Repeated writes, each executed at most once. */
export const WRITES: readonly Step[] = [
  {
    title: 'invoke-data-action: executed',
    run: (tour) => execute(tour, INVOKE, { idempotency_key: 'tour-1', input_payload }),
    expect: { http: 200, success: true, source: 'api', status: 'completed' },
  },
  {
    title: 'same key again: replayed, not executed',
    run: (tour) => execute(tour, INVOKE, { idempotency_key: 'tour-1', input_payload }),
    expect: { http: 200, success: true, source: 'replay', status: 'completed' },
  },
  {
    title: 'same key with another payload: rejected',
    run: (tour) => {
      const other = JSON.stringify({ ...PAYLOAD, newStatus: 'open' });
      return execute(tour, INVOKE, { idempotency_key: 'tour-1', input_payload: other });
    },
    expect: { http: 200, success: false, code: 'IDEMPOTENCY_KEY_REUSED', routing_hint: 'fix_request' },
  },
  {
    title: 'no key: derived from the flow and the interaction',
    run: (tour) => execute(tour, INVOKE, { input_payload, flow_id: 'f-1', interaction_id: 'i-1' }),
    expect: { http: 200, success: true, source: 'api' },
  },
  {
    title: 'repeated call of /invoke-data-action: replayed',
    run: async (tour) => {
      const body = { idempotency_key: 'tour-3', input_payload: PAYLOAD };
      await call(tour, { path: '/invoke-data-action', body });
      return call(tour, { path: '/invoke-data-action', body });
    },
    expect: { http: 200, code: 'OK', source: 'replay', 'header.idempotent-replayed': 'true' },
  },
  {
    title: 'no key and no flow: rejected',
    run: (tour) => execute(tour, INVOKE, { input_payload }),
    expect: { http: 200, success: false, code: 'INVALID_INPUT' },
  },
  {
    title: 'the response of a write is lost',
    run: async (tour) => {
      tour.world.genesys.fail('execute', { kind: 'reset', takesEffect: true });
      const outcome = await call(tour, {
        path: '/invoke-data-action',
        body: { idempotency_key: 'tour-2', input_payload: PAYLOAD },
      });
      tour.world.genesys.heal('execute');
      return outcome;
    },
    expect: { http: 429, code: 'UPSTREAM_UNREACHABLE', status_code: 599 },
  },
  {
    title: 'repeated: outcome unknown, so not sent again',
    run: (tour) =>
      call(tour, { path: '/invoke-data-action', body: { idempotency_key: 'tour-2', input_payload: PAYLOAD } }),
    expect: { http: 409, code: 'OUTCOME_UNKNOWN', action: 'route_to_fallback' },
  },
];
