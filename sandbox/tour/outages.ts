import { Fault } from '../faults.js';
import { action, call, Outcome, Scene, Step } from './scene.js';

const LOOKUP = action('customer-lookup');

/** What a flow meets when an upstream is in trouble. */
export const OUTAGES: readonly Step[] = [
  {
    title: 'the CRM fails once: asked again',
    run: whileCrm({ kind: 'status', status: 503, times: 1 }, 'c-10'),
    expect: { http: 200, code: 'OK' },
  },
  {
    title: 'the CRM refuses our key',
    run: whileCrm({ kind: 'status', status: 401 }, 'c-11'),
    expect: { http: 424, code: 'UPSTREAM_REJECTED', status_code: 401, action: 'refresh_token' },
  },
  {
    title: 'the CRM asks for an hour of peace',
    run: whileCrm({ kind: 'status', status: 429, headers: { 'Retry-After': '3600' } }, 'c-12'),
    expect: { http: 429, code: 'UPSTREAM_THROTTLED', retry_after: 3600, 'header.retry-after': '3600' },
    withinMs: 500,
  },
  {
    title: 'the CRM hangs: answered by the deadline',
    run: whileCrm({ kind: 'hang' }, 'c-13'),
    expect: { http: 429, code: 'DEADLINE_EXCEEDED', status_code: 504, action: 'route_to_fallback' },
    withinMs: 1_750,
  },
  {
    title: 'the flow has less patience than we',
    run: whileCrm({ kind: 'hang' }, 'c-14', { 'X-Action-Timeout-Ms': '300' }),
    expect: { http: 429, code: 'DEADLINE_EXCEEDED' },
    withinMs: 550,
  },
  {
    title: 'one of three systems fails: the others are there',
    run: async (scene) => {
      scene.world.crm.fail('accounts', { kind: 'status', status: 403 });
      const outcome = await call(scene, { path: action('customer-overview'), body: { customerId: 'c-2' } });
      scene.world.crm.heal('accounts');
      return outcome;
    },
    expect: {
      http: 200,
      code: 'OK',
      'data.partial': true,
      'data.sources.crm.status': 403,
      'data.sources.orders.status': 200,
    },
  },
  {
    title: 'a search that is refused: HTTP 200, and the body tells',
    run: async (scene) => {
      scene.world.genesys.fail('analytics', { kind: 'status', status: 403 });
      const outcome = await call(scene, { path: '/api/query', body: { filter_expression: "mediaType = 'voice'" } });
      scene.world.genesys.heal('analytics');
      return outcome;
    },
    expect: {
      http: 200,
      success: false,
      status_code: 403,
      fallback_type: 'api_failure',
      action: 'log_permission_error',
    },
  },
  {
    title: 'the CRM is down for good: its circuit opens',
    run: untilTheCircuitOpens,
    expect: { http: 429, code: 'CIRCUIT_OPEN', status_code: 503, action: 'route_to_fallback' },
    withinMs: 100,
  },
  {
    title: 'the CRM is down, and the answer is in the cache',
    run: (scene) => call(scene, { path: LOOKUP, body: { customer_id: 'c-10' } }),
    expect: { http: 200, code: 'OK', source: 'cache' },
  },
];

/** Looks a customer up while the CRM fails. */
function whileCrm(fault: Fault, customer_id: string, headers: Readonly<Record<string, string>> = {}): Step['run'] {
  return async (scene) => {
    scene.world.crm.fail('customers', fault);
    const outcome = await call(scene, { path: LOOKUP, body: { customer_id }, headers });
    scene.world.crm.heal('customers');
    return outcome;
  };
}

/** Fails often enough for the circuit, and gives the first answer that came from it. */
async function untilTheCircuitOpens(scene: Scene): Promise<Outcome> {
  scene.world.crm.fail('customers', { kind: 'status', status: 500 });
  let outcome: Outcome;
  let calls = 0;
  do {
    outcome = await call(scene, { path: LOOKUP, body: { customer_id: `c-${20 + calls}` } });
    calls += 1;
  } while (outcome.body['code'] !== 'CIRCUIT_OPEN' && calls < 20);
  scene.world.crm.heal('customers');
  return outcome;
}
