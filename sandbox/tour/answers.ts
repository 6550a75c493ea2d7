import { action, call, execute, Step } from './scene.js';

const LOOKUP = action('customer-lookup');
const CONTEXT = { flow_id: 'f-1', flow_name: 'Main inbound', interaction_id: 'i-1', interaction_type: 'call' };
const ENVELOPE = {
  flow: { id: 'f-1', name: 'Main inbound', version: '3.0' },
  interaction: { id: 'i-1', type: 'call' },
};
const HOUR_MS = 3_600_000;

/** What every action answers when all is well. */
export const ANSWERS: readonly Step[] = [
  {
    title: 'customer-lookup, with typed outputs',
    run: (scene) => execute(scene, 'customer-lookup', { customer_id: 'c-1', ...CONTEXT }),
    expect: { http: 200, success: true, code: 'OK', source: 'api', found: true, 'profile.name': 'Ada Lovelace' },
  },
  {
    title: 'the same, as a template of its own sends it: cached',
    run: (scene) => call(scene, { path: LOOKUP, body: { customer_id: 'c-1' } }),
    expect: { http: 200, source: 'cache', 'header.x-cache': 'HIT', 'data.profile.name': 'Ada Lovelace' },
  },
  {
    title: 'the same, enveloped with flow and interaction',
    run: (scene) => call(scene, { path: LOOKUP, body: { data: { customer_id: 'c-1' }, ...ENVELOPE } }),
    expect: { http: 200, code: 'OK', 'header.x-cache': 'HIT' },
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
    run: (scene) => execute(scene, 'customer-lookup', { customer_id: 'missing' }),
    expect: { http: 200, success: true, found: false, 'profile.name': '' },
  },
  {
    title: 'a customer id full of quotes, lines and signs',
    run: (scene) => execute(scene, 'customer-lookup', { customer_id: '"+49 \\ 30"\n#if($x) 😀' }),
    expect: { http: 200, success: true, found: false },
  },
  {
    title: 'queues, by name: one list for each field',
    run: (scene) => execute(scene, 'queues', { name: 'Billing*', pageSize: 5 }),
    expect: { http: 200, success: true, source: 'api', 'entities.name.0': 'Billing', 'pagination.pageSize': 5 },
  },
  {
    title: 'queues, at the address of the guide: cached',
    run: (scene) => call(scene, { path: '/dataaction/queues', body: { name: 'Billing*', pageSize: '5' } }),
    expect: { http: 200, code: 'OK', source: 'cache' },
  },
  {
    title: 'customer-overview: three systems at once',
    run: (scene) => execute(scene, 'customer-overview', { customerId: 'c-1' }),
    expect: { http: 200, success: true, partial: false, 'sources.orders.status': 200 },
  },
  {
    title: 'conversation-query: the last hour, newest first',
    run: (scene) => {
      const since = new Date(Date.now() - HOUR_MS).toISOString();
      return execute(scene, 'conversation-query', { filter_expression: `createdDateTime >= '${since}'`, page_size: 2 });
    },
    expect: { http: 200, success: true, routing_hint: 'process_data', raw_response: '' },
  },
];
