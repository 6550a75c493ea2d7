import { EXTERNAL_API_KEY } from '../../sandbox/world.js';
import { ENDLESS_CUSTOMER, THREE_PAGES_CUSTOMER } from '../../sandbox/upstreams/orders.js';
import { startService, TestService } from '../support/service.js';
import { successEnvelope } from '../support/success-envelope.js';

interface Overview {
  customerId: string;
  sources: Record<string, { source: string; status: number; data: Record<string, unknown>; error: string }>;
  partial: boolean;
  latency_ms: number;
}

/** Deadline of calls with a hanging branch. It is long enough for the branches that respond. */
const SHORT = { 'X-Action-Timeout-Ms': '1000' };

let service: TestService;

beforeAll(async () => {
  service = await startService({ environment: { CIRCUIT_FAILURES: '1000', RETRY_BASE_MS: '1' } });
});

beforeEach(() => service.world.reset());

describe('customer-lookup', () => {
  it('responds with the CRM profile in the complete envelope', async () => {
    const { status, headers, body } = await service.call('customer-lookup', { customer_id: 'c-1' });

    expect(status).toBe(200);
    expect(body).toEqual(
      successEnvelope(
        {
          found: true,
          profile: { id: 'c-1', name: 'Ada Lovelace', tier: 'gold', email: 'ada@example.com' },
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
        },
        headers,
      ),
    );
  });

  it("sends the CRM its API key and none of the caller's credentials", async () => {
    await service.call('customer-lookup', { customer_id: 'c 1&x=/é' });

    const [call] = service.world.crm.calls('customers');
    expect(new URL(call?.url ?? '', 'http://crm').searchParams.get('id')).toBe('c 1&x=/é');
    expect(call?.headers['x-api-key']).toBe('sandbox-crm-key');
    expect(call?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['404', { kind: 'status', status: 404 }],
    ['null', { kind: 'status', status: 200, body: null }],
    ['{}', { kind: 'status', status: 200, body: {} }],
    ['[]', { kind: 'status', status: 200, body: [] }],
  ] as const)('treats the response %s of the CRM as an unknown customer', async (response, fault) => {
    service.world.crm.fail('customers', fault);

    const { status, body } = await service.call('customer-lookup', { customer_id: `nobody ${response}` });

    expect(status).toBe(200);
    expect(body.data).toMatchObject({ found: false, profile: { id: '', name: '', tier: '', email: '' } });
  });
});

describe('customer-overview', () => {
  const overview = async (input: object, headers = {}) => {
    const reply = await service.call('customer-overview', input, { headers });
    return { ...reply, data: reply.body.data as Overview };
  };

  it('returns the reports of all three systems', async () => {
    const { status, data } = await overview({ customerId: 'c-1' });

    expect(status).toBe(200);
    expect(data).toMatchObject({
      customerId: 'c-1',
      partial: false,
      sources: {
        genesys: { source: 'genesys', status: 200, error: '', data: { id: 'c-1' } },
        crm: {
          source: 'crm',
          status: 200,
          error: '',
          data: { id: 'c-1', subscriptions: ['newsletter', 'gold-support'] },
        },
        orders: { source: 'orders', status: 200, error: '', data: { truncated: false } },
      },
    });
  });

  it('requests the user of the input from Genesys Cloud', async () => {
    await overview({ customerId: 'c-1', userId: 'c-77' });

    expect(service.world.genesys.calls('users').map(({ url }) => url)).toEqual(['/api/v2/users/c-77']);
  });

  it('reports a customer without an account as data', async () => {
    const { data } = await overview({ customerId: 'c-1' }).then(() => {
      service.world.crm.fail('accounts', { kind: 'status', status: 404 });
      return overview({ customerId: 'c-1' });
    });

    expect(data.sources['crm']).toEqual({
      source: 'crm',
      status: 404,
      data: { message: 'Account not found' },
      error: '',
    });
    expect(data.partial).toBe(false);
  });

  it('returns the reports of the other systems if one system fails', async () => {
    service.world.crm.fail('accounts', { kind: 'status', status: 403 });

    const { status, data } = await overview({ customerId: 'c-1' });

    expect(status).toBe(200);
    expect(data.partial).toBe(true);
    expect(data.sources['crm']).toEqual({ source: 'crm', status: 403, data: {}, error: 'CRM returned 403 Forbidden' });
    expect(data.sources['orders']?.status).toBe(200);
    expect(data.sources['genesys']?.status).toBe(200);
  });

  it('returns the reports of the other systems by the deadline if one system hangs', async () => {
    service.world.crm.fail('accounts', { kind: 'hang' });

    const { status, data } = await overview({ customerId: 'c-1' }, SHORT);

    expect(status).toBe(200);
    expect(data.partial).toBe(true);
    expect(data.sources['crm']).toMatchObject({ status: 504, data: {} });
    expect([data.sources['orders']?.status, data.sources['genesys']?.status]).toEqual([200, 200]);
  });

  it('fails with the failure of the CRM if all branches fail', async () => {
    service.world.crm.fail('accounts', { kind: 'status', status: 401 });
    service.world.orders.fail('orders', { kind: 'status', status: 403 });
    service.world.genesys.fail('users', { kind: 'status', status: 404 });

    const { status, body } = await overview({ customerId: 'c-1' });

    expect(status).toBe(424);
    expect(body).toMatchObject({ code: 'UPSTREAM_REJECTED', status_code: 401, data: {} });
  });

  it('queries all systems concurrently, and keeps the deadline if all hang', async () => {
    service.world.crm.fail('accounts', { kind: 'hang' });
    service.world.orders.fail('orders', { kind: 'hang' });
    service.world.genesys.fail('users', { kind: 'hang' });

    const { body } = await overview({ customerId: 'c-1' }, SHORT);

    expect(body.code).toBe('DEADLINE_EXCEEDED');
    const upstreams = [
      service.world.crm.calls('accounts'),
      service.world.orders.calls('orders'),
      service.world.genesys.calls('users'),
    ];
    expect(upstreams.map(({ length }) => length)).toEqual([1, 1, 1]);
  });

  it('returns all orders of three pages', async () => {
    const { data } = await overview({ customerId: THREE_PAGES_CUSTOMER });

    const orders = data.sources['orders']?.data as { results: { id: string }[]; truncated: boolean };
    expect(service.world.orders.count('orders')).toBe(3);
    expect(new Set(orders.results.map(({ id }) => id)).size).toBe(orders.results.length);
    expect(orders.results.length).toBeGreaterThan(200);
    expect(orders.truncated).toBe(false);
  });

  it('stops after twenty pages of an endless cursor, and marks the result as truncated', async () => {
    const { data } = await overview({ customerId: ENDLESS_CUSTOMER });

    expect(service.world.orders.count('orders')).toBe(20);
    expect(data.sources['orders']?.data['truncated']).toBe(true);
  });

  it('returns the pages received before the deadline', async () => {
    service.world.orders.fail('orders', { kind: 'latency', latencyMs: 0, times: 1 }, { kind: 'hang' });

    const { data } = await overview({ customerId: THREE_PAGES_CUSTOMER }, { 'X-Action-Timeout-Ms': '5000' });

    const orders = data.sources['orders']?.data as { results: unknown[]; truncated: boolean };
    expect(orders.results.length).toBeGreaterThan(0);
    expect(orders.truncated).toBe(true);
  });

  it('retries a throttled page', async () => {
    service.world.orders.fail('orders', { kind: 'status', status: 429, headers: { 'Retry-After': '0' }, times: 1 });

    const { data } = await overview({ customerId: 'c-1' });

    expect(data.sources['orders']?.status).toBe(200);
    expect(service.world.orders.count('orders')).toBe(2);
  });

  it('uses the API key of the input for this call only', async () => {
    await overview({ customerId: 'c-1', externalApiKey: EXTERNAL_API_KEY });
    await overview({ customerId: 'c-1' });

    expect(service.world.crm.calls('accounts').map(({ headers }) => headers['x-api-key'])).toEqual([
      EXTERNAL_API_KEY,
      'sandbox-crm-key',
    ]);
    expect(service.world.orders.calls('orders').map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${EXTERNAL_API_KEY}`,
      'Bearer sandbox-orders-key',
    ]);
  });

  it('rejects a key that is not a valid header value, without showing it', async () => {
    const { status, text } = await overview({ customerId: 'c-1', externalApiKey: 'se\r\ncret' });

    expect(status).toBe(400);
    expect(text).not.toContain('cret');
  });

  it('measures the latency from the timestamp of the flow', async () => {
    const { data } = await overview({ customerId: 'c-1', timestamp_ms: Date.now() - 5_000 });

    expect(data.latency_ms).toBeGreaterThanOrEqual(5_000);
    expect(data.latency_ms).toBeLessThan(60_000);
  });
});

describe('customer-overview with one system configured', () => {
  it('omits the branches of the other systems', async () => {
    const environment = { ORDERS_BASE_URL: '', GENESYS_CLIENT_ID: '' };
    const alone = await startService({ world: service.world, environment });

    const { body } = await alone.call('customer-overview', { customerId: 'c-1' });

    expect(Object.keys((body.data as Overview).sources)).toEqual(['crm']);
  });
});
