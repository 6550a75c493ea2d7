import { action, call, execute, Step } from './step.js';

const LOOKUP = action('customer-lookup');
const CONTEXT = { flow_id: 'f-1', flow_name: 'Main inbound', interaction_id: 'i-1', interaction_type: 'call' };
const ENVELOPE = {
  flow: { id: 'f-1', name: 'Main inbound', version: '3.0' },
  interaction: { id: 'i-1', type: 'call' },
};
const HOUR_MS = 3_600_000;

export const SUCCESSES: readonly Step[] = [
  {
    title: 'customer-lookup, with typed outputs',
    run: (tour) => execute(tour, 'customer-lookup', { customer_id: 'c-1', ...CONTEXT }),
    expect: { http: 200, success: true, code: 'OK', source: 'api', found: true, 'profile.name': 'Ada Lovelace' },
  },
  {
    title: 'plain request body: cache hit',
    run: (tour) => call(tour, { path: LOOKUP, body: { customer_id: 'c-1' } }),
    expect: { http: 200, source: 'cache', 'header.x-cache': 'HIT', 'data.profile.name': 'Ada Lovelace' },
  },
  {
    title: 'enveloped request body: cache hit',
    run: (tour) => call(tour, { path: LOOKUP, body: { data: { customer_id: 'c-1' }, ...ENVELOPE } }),
    expect: { http: 200, code: 'OK', 'header.x-cache': 'HIT' },
  },
  {
    title: 'another organisation: cache miss',
    run: (tour) => {
      const token = tour.world.issuer.token({ claims: { organization_id: 'another-organisation' } });
      return call(tour, { path: LOOKUP, body: { customer_id: 'c-1' }, token });
    },
    expect: { http: 200, source: 'api', 'header.x-cache': 'MISS' },
  },
  {
    title: 'unknown customer: found is false',
    run: (tour) => execute(tour, 'customer-lookup', { customer_id: 'missing' }),
    expect: { http: 200, success: true, found: false, 'profile.name': '' },
  },
  {
    title: 'customer id with quotes, line breaks and emoji',
    run: (tour) => execute(tour, 'customer-lookup', { customer_id: '"+49 \\ 30"\n#if($x) 😀' }),
    expect: { http: 200, success: true, found: false },
  },
  {
    title: 'queues by name: one list per field',
    run: (tour) => execute(tour, 'queues', { name: 'Billing*', pageSize: 5 }),
    expect: { http: 200, success: true, source: 'api', 'entities.name.0': 'Billing', 'pagination.pageSize': 5 },
  },
  {
    title: 'queues at /dataaction/queues: cache hit',
    run: (tour) => call(tour, { path: '/dataaction/queues', body: { name: 'Billing*', pageSize: '5' } }),
    expect: { http: 200, code: 'OK', source: 'cache' },
  },
  {
    title: 'customer-overview: three systems in parallel',
    run: (tour) => execute(tour, 'customer-overview', { customerId: 'c-1' }),
    expect: { http: 200, success: true, partial: false, 'sources.orders.status': 200 },
  },
  {
    title: 'conversation-query: the last hour, newest first',
    run: (tour) => {
      const since = new Date(Date.now() - HOUR_MS).toISOString();
      return execute(tour, 'conversation-query', { filter_expression: `createdDateTime >= '${since}'`, page_size: 2 });
    },
    expect: { http: 200, success: true, routing_hint: 'process_data', raw_response: '' },
  },
];
