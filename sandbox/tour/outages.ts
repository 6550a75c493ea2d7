import { Fault } from '../faults.js';
import { action, call, execute, Outcome, Scene, Step } from './scene.js';

const LOOKUP = action('customer-lookup');

/** What a flow meets when an upstream is in trouble. */
export const OUTAGES: readonly Step[] = [
  {
    title: 'the CRM fails once: asked again',
    run: whileCrm({ kind: 'status', status: 503, times: 1 }, 'c-10'),
    expect: { http: 200, success: true, found: true },
  },
  {
    title: 'the CRM refuses our key',
    run: whileCrm({ kind: 'status', status: 401 }, 'c-11'),
    expect: {
      http: 200,
      success: false,
      code: 'UPSTREAM_REJECTED',
      status_code: 401,
      routing_hint: 'refresh_token',
    },
  },
  {
    title: 'the same, told by the status',
    run: whileCrm({ kind: 'status', status: 401 }, 'c-11', byStatus),
    expect: { http: 400, code: 'bad.request', 'details.0.errorCode': '424' },
  },
  {
    title: 'the CRM asks for an hour of peace',
    run: whileCrm({ kind: 'status', status: 429, headers: { 'Retry-After': '3600' } }, 'c-12', bareHttp()),
    expect: { http: 429, code: 'UPSTREAM_THROTTLED', retry_after: 3600, 'header.retry-after': '3600' },
    withinMs: 500,
  },
  {
    title: 'the CRM hangs: answered by the deadline',
    run: whileCrm({ kind: 'hang' }, 'c-13'),
    expect: { http: 200, success: false, code: 'DEADLINE_EXCEEDED', status_code: 504 },
    withinMs: 1_750,
  },
  {
    title: 'the flow has less patience than we',
    run: whileCrm({ kind: 'hang' }, 'c-14', bareHttp({ 'X-Action-Timeout-Ms': '300' })),
    expect: { http: 429, code: 'DEADLINE_EXCEEDED' },
    withinMs: 550,
  },
  {
    title: 'one of three systems fails: the others are there',
    run: async (scene) => {
      scene.world.crm.fail('accounts', { kind: 'status', status: 403 });
      const outcome = await execute(scene, 'customer-overview', { customerId: 'c-2' });
      scene.world.crm.heal('accounts');
      return outcome;
    },
    expect: {
      http: 200,
      success: true,
      partial: true,
      'sources.crm.status': 403,
      'sources.orders.status': 200,
    },
  },
  {
    title: 'a search that is refused',
    run: async (scene) => {
      scene.world.genesys.fail('analytics', { kind: 'status', status: 403 });
      const outcome = await execute(scene, 'conversation-query', { filter_expression: "mediaType = 'voice'" });
      scene.world.genesys.heal('analytics');
      return outcome;
    },
    expect: {
      http: 200,
      success: false,
      status_code: 403,
      fallback_type: 'api_failure',
      routing_hint: 'log_permission_error',
    },
  },
  {
    title: 'the CRM is down for good: its circuit opens',
    run: untilTheCircuitOpens,
    expect: { http: 200, success: false, code: 'CIRCUIT_OPEN', status_code: 503, routing_hint: 'route_to_fallback' },
    withinMs: 100,
  },
  {
    title: 'the CRM is down, and the answer is in the cache',
    run: (scene) => execute(scene, 'customer-lookup', { customer_id: 'c-10' }),
    expect: { http: 200, success: true, source: 'cache' },
  },
];

type Lookup = (scene: Scene, customer_id: string) => Promise<Outcome>;

/** Looks a customer up while the CRM fails. */
function whileCrm(fault: Fault, customer_id: string, lookup: Lookup = byFlow): Step['run'] {
  return async (scene) => {
    scene.world.crm.fail('customers', fault);
    const outcome = await lookup(scene, customer_id);
    scene.world.crm.heal('customers');
    return outcome;
  };
}

function byFlow(scene: Scene, customer_id: string): Promise<Outcome> {
  return execute(scene, 'customer-lookup', { customer_id });
}

function byStatus(scene: Scene, customer_id: string): Promise<Outcome> {
  return execute(scene, 'customer-lookup by status', { customer_id });
}

function bareHttp(headers: Readonly<Record<string, string>> = {}): Lookup {
  return (scene, customer_id) => call(scene, { path: LOOKUP, body: { customer_id }, headers });
}

/** Fails often enough for the circuit, and gives the first answer that came from it. */
async function untilTheCircuitOpens(scene: Scene): Promise<Outcome> {
  scene.world.crm.fail('customers', { kind: 'status', status: 500 });
  let outcome: Outcome;
  let calls = 0;
  do {
    outcome = await byFlow(scene, `c-${20 + calls}`);
    calls += 1;
  } while (outcome.body['code'] !== 'CIRCUIT_OPEN' && calls < 20);
  scene.world.crm.heal('customers');
  return outcome;
}
