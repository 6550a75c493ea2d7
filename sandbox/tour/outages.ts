import { Fault } from '../simulator/faults.js';
import { action, call, execute, Outcome, TourContext, Step } from './step.js';

const LOOKUP = action('customer-lookup');

export const OUTAGES: readonly Step[] = [
  {
    title: 'the CRM fails once: retried',
    run: whileCrm({ kind: 'status', status: 503, times: 1 }, 'c-10'),
    expect: { http: 200, success: true, found: true },
  },
  {
    title: 'the CRM rejects the API key',
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
    title: 'the CRM rejects the API key, failure style status',
    run: whileCrm({ kind: 'status', status: 401 }, 'c-11', byStatus),
    expect: { http: 400, code: 'bad.request', 'details.0.errorCode': '424' },
  },
  {
    title: 'the CRM returns 429 with a Retry-After of an hour',
    run: whileCrm({ kind: 'status', status: 429, headers: { 'Retry-After': '3600' } }, 'c-12', plainHttp()),
    expect: { http: 429, code: 'UPSTREAM_THROTTLED', retry_after: 3600, 'header.retry-after': '3600' },
    withinMs: 500,
  },
  {
    title: 'the CRM hangs: the service responds at the deadline',
    run: whileCrm({ kind: 'hang' }, 'c-13'),
    expect: { http: 200, success: false, code: 'DEADLINE_EXCEEDED', status_code: 504 },
    withinMs: 1_750,
  },
  {
    title: 'the CRM hangs, the caller sets a shorter deadline',
    run: whileCrm({ kind: 'hang' }, 'c-14', plainHttp({ 'X-Action-Timeout-Ms': '300' })),
    expect: { http: 429, code: 'DEADLINE_EXCEEDED' },
    withinMs: 550,
  },
  {
    title: 'one of three systems fails: partial output',
    run: async (tour) => {
      tour.world.crm.fail('accounts', { kind: 'status', status: 403 });
      const outcome = await execute(tour, 'customer-overview', { customerId: 'c-2' });
      tour.world.crm.heal('accounts');
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
    title: 'the platform rejects a search',
    run: async (tour) => {
      tour.world.genesys.fail('analytics', { kind: 'status', status: 403 });
      const outcome = await execute(tour, 'conversation-query', { filter_expression: "mediaType = 'voice'" });
      tour.world.genesys.heal('analytics');
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
    title: 'the CRM is down: its circuit opens',
    run: untilTheCircuitOpens,
    expect: { http: 200, success: false, code: 'CIRCUIT_OPEN', status_code: 503, routing_hint: 'route_to_fallback' },
    withinMs: 100,
  },
  {
    title: 'the CRM is down: cache hit',
    run: (tour) => execute(tour, 'customer-lookup', { customer_id: 'c-10' }),
    expect: { http: 200, success: true, source: 'cache' },
  },
];

type Lookup = (tour: TourContext, customer_id: string) => Promise<Outcome>;

/** Looks up a customer while the CRM fails. */
function whileCrm(fault: Fault, customer_id: string, lookup: Lookup = byFlow): Step['run'] {
  return async (tour) => {
    tour.world.crm.fail('customers', fault);
    const outcome = await lookup(tour, customer_id);
    tour.world.crm.heal('customers');
    return outcome;
  };
}

function byFlow(tour: TourContext, customer_id: string): Promise<Outcome> {
  return execute(tour, 'customer-lookup', { customer_id });
}

function byStatus(tour: TourContext, customer_id: string): Promise<Outcome> {
  return execute(tour, 'customer-lookup by status', { customer_id });
}

function plainHttp(headers: Readonly<Record<string, string>> = {}): Lookup {
  return (tour, customer_id) => call(tour, { path: LOOKUP, body: { customer_id }, headers });
}

/** Makes calls until the circuit opens. @returns the first response from the open circuit */
async function untilTheCircuitOpens(tour: TourContext): Promise<Outcome> {
  tour.world.crm.fail('customers', { kind: 'status', status: 500 });
  let outcome: Outcome;
  let calls = 0;
  do {
    outcome = await byFlow(tour, `c-${20 + calls}`);
    calls += 1;
  } while (outcome.body['code'] !== 'CIRCUIT_OPEN' && calls < 20);
  tour.world.crm.heal('customers');
  return outcome;
}
