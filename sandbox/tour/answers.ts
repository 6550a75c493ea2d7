import { action, call, Step } from './scene.js';

const LOOKUP = action('customer-lookup');
const QUEUES = action('queues');
const CONTEXT = { flow: { id: 'f-1', name: 'Main inbound', version: '3.0' }, interaction: { id: 'i-1', type: 'call' } };
const HOUR_MS = 3_600_000;

/** What every action answers when all is well. */
export const ANSWERS: readonly Step[] = [
  {
    title: 'customer-lookup, as a template of its own sends it',
    run: (scene) => call(scene, { path: LOOKUP, body: { customer_id: 'c-1' } }),
    expect: { http: 200, code: 'OK', source: 'api', 'data.found': true, 'data.profile.name': 'Ada Lovelace' },
  },
  {
    title: 'the same, enveloped with flow and interaction: cached',
    run: (scene) => call(scene, { path: LOOKUP, body: { data: { customer_id: 'c-1' }, ...CONTEXT } }),
    expect: { http: 200, code: 'OK', source: 'cache', 'header.x-cache': 'HIT', 'data.profile.name': 'Ada Lovelace' },
  },
  {
    title: 'the same for another organisation: asked anew',
    run: (scene) => {
      const token = scene.world.issuer.token({ claims: { organization_id: 'another-organisation' } });
      return call(scene, { path: LOOKUP, body: { customer_id: 'c-1' }, token });
    },
    expect: { http: 200, source: 'api', 'header.x-cache': 'MISS' },
  },
  {
    title: 'a customer that nobody knows',
    run: (scene) => call(scene, { path: LOOKUP, body: { customer_id: 'missing' } }),
    expect: { http: 200, code: 'OK', 'data.found': false, 'data.profile.name': '' },
  },
  {
    title: 'queues, by name',
    run: (scene) => call(scene, { path: QUEUES, body: { name: 'Billing*', pageSize: '5' } }),
    expect: { http: 200, code: 'OK', source: 'api', 'data.pagination.pageSize': 5 },
  },
  {
    title: 'queues, at the address of the guide: cached',
    run: (scene) => call(scene, { path: '/dataaction/queues', body: { name: 'Billing*', pageSize: 5 } }),
    expect: { http: 200, code: 'OK', source: 'cache' },
  },
  {
    title: 'customer-overview: three systems at once',
    run: (scene) => call(scene, { path: action('customer-overview'), body: { customerId: 'c-1' } }),
    expect: { http: 200, code: 'OK', 'data.partial': false, 'data.sources.orders.status': 200 },
  },
  {
    title: 'conversation-query: the last hour, newest first',
    run: (scene) => {
      const since = new Date(Date.now() - HOUR_MS).toISOString();
      return call(scene, {
        path: '/api/query',
        body: { filter_expression: `createdDateTime >= '${since}'`, page_size: 2 },
      });
    },
    expect: { http: 200, code: 'OK', action: 'process_data', raw_response: '' },
  },
];
