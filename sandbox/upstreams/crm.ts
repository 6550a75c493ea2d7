import type { SimulatorResponse, SimulatorRequest } from '../simulator/route.js';
import { Simulator } from '../simulator/simulator.js';

export type CrmRoute = 'customers' | 'accounts';

interface Customer {
  readonly name: string;
  readonly tier: string;
  readonly email: string;
}

const NAMED_CUSTOMERS: ReadonlyMap<string, Customer> = new Map([
  ['c-1', { name: 'Ada Lovelace', tier: 'gold', email: 'ada@example.com' }],
  ['c-2', { name: 'Grace Hopper', tier: 'platinum', email: 'grace@example.com' }],
  ['c-3', { name: 'Katherine Johnson', tier: 'silver', email: 'katherine@example.com' }],
  ['c-4', { name: 'Chien-Shiung Wu 吳健雄', tier: 'gold', email: 'wu@example.com' }],
  ['c-5', { name: "Mary O'Neill-Łukasiewicz", tier: 'bronze', email: 'mary@example.com' }],
]);

/** Simulates a CRM. Each id with the prefix `c-` has a customer, and five of them have fixed data. Other ids are unknown. */
export class Crm extends Simulator<CrmRoute> {
  /** @param apiKeys each is valid for all routes */
  constructor({ apiKeys, port = 0 }: { apiKeys: readonly string[]; port?: number | undefined }) {
    const guarded = (respond: (id: string, customer: Customer, request: SimulatorRequest) => SimulatorResponse) => {
      return (request: SimulatorRequest): SimulatorResponse => {
        if (!apiKeys.includes(String(request.headers['x-api-key'])))
          return { status: 401, body: { message: 'A valid X-API-Key is required' } };
        const id = request.query.get('id');
        if (id === null || id === '') return { status: 400, body: { message: 'The parameter id is required' } };
        const customer = customerOf(id);
        return customer === undefined
          ? { status: 404, body: { message: `No customer has the id ${id}` } }
          : respond(id, customer, request);
      };
    };
    const customers = guarded((id, customer) => ({ status: 200, body: { id, ...customer } }));
    const accounts = guarded((id, customer, { query }) => {
      const wanted = (query.get('include') ?? '').split(',');
      const parts = { preferences: preferencesOf(id), subscriptions: subscriptionsOf(customer) };
      const included = Object.entries(parts).filter(([part]) => wanted.includes(part));
      return { status: 200, body: { id, ...Object.fromEntries(included) } };
    });
    super(
      'crm',
      {
        customers: { method: 'GET', pattern: '/api/v1/customers', handle: customers },
        accounts: { method: 'GET', pattern: '/v2/accounts', handle: accounts },
      },
      undefined,
      port,
    );
  }
}

function customerOf(id: string): Customer | undefined {
  const named = NAMED_CUSTOMERS.get(id);
  if (named !== undefined || !/^c-[\w.-]+$/.test(id)) return named;
  return { name: `Customer ${id.slice(2)}`, tier: 'standard', email: `${id}@example.com` };
}

function preferencesOf(id: string): Record<string, unknown> {
  return { language: id === 'c-4' ? 'zh' : 'en', channel: 'voice', marketing: false };
}

function subscriptionsOf({ tier }: Customer): string[] {
  return tier === 'standard' ? ['newsletter'] : ['newsletter', `${tier}-support`];
}
