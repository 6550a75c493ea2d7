import { action, call, execute, Step } from './step.js';

const ACCOUNT = action('get-account');

/** Calls of the actions that are hosted from exported definitions. */
export const HOSTED: readonly Step[] = [
  {
    title: 'hosted get-account, as its flow calls it',
    run: (tour) => execute(tour, 'get-account', { customerId: 'c-1' }),
    expect: { http: 200, language: 'en', 'subscriptions.1': 'gold-support' },
  },
  {
    title: 'hosted get-account: cache hit',
    run: (tour) => call(tour, { path: ACCOUNT, body: { customerId: 'c-1' } }),
    expect: { http: 200, code: 'OK', source: 'cache', 'data.language': 'en' },
  },
  {
    title: 'hosted get-account: the policy makes 404 a success',
    run: (tour) => call(tour, { path: ACCOUNT, body: { customerId: 'missing' } }),
    expect: { http: 200, code: 'OK', 'data.language': '' },
  },
  {
    title: 'hosted get-agent: the API of Genesys Cloud',
    run: (tour) => execute(tour, 'get-agent', { userId: 'c-1' }),
    expect: { http: 200, name: 'Customer 1' },
  },
  {
    title: 'hosted get-agent: an input that changes the path',
    run: (tour) => call(tour, { path: action('get-agent'), body: { userId: '../oauth/clients' } }),
    expect: { http: 400, code: 'INVALID_INPUT' },
  },
  {
    title: 'hosted get-account, CRM fails: the cached output',
    run: async (tour) => {
      tour.world.crm.fail('accounts', { kind: 'status', status: 503 });
      const outcome = await call(tour, { path: ACCOUNT, body: { customerId: 'c-1' } });
      tour.world.crm.heal('accounts');
      return outcome;
    },
    expect: { http: 200, code: 'OK' },
  },
];
