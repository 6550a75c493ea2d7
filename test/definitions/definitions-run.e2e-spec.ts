import { Architect } from '../../sandbox/architect.js';
import { callerClients } from '../../sandbox/issuer/caller-clients.js';
import { SANDBOX_CALLER } from '../../sandbox/world.js';
import { generatedDefinitions, importDefinitions } from './generated-definitions.js';
import { startService, TestService } from '../support/service.js';

const CONTEXT = { flow_id: 'f-1', flow_name: 'Main "inbound"', interaction_id: 'i-1', interaction_type: 'call' };
const QUEUE_ID = /^[0-9a-f-]{36}$/;
const UNSUCCESSFUL = { success: false, source: 'none', correlation_id: expect.stringMatching(/./) };

/** Texts with every character that a template could break. The whole second text is JSON. */
const AWKWARD = [
  'say "hi" and \'bye\'\r\n\ta tab C:\\temp\\new "\\" \\u0041 +49 30 1234+5 😀 吳健雄 Zoë #if($x) $y #set ## $!z #end',
  '{"a": [1, "b"]}',
];

describe('the generated definitions, run as Genesys Cloud runs them', () => {
  let service: TestService;
  let flow: Architect;
  const execute = async (name: string, input: unknown) => (await flow.execute(name, input)).body;

  beforeAll(async () => {
    service = await startService({
      environment: {
        ...callerClients('OAUTH_CLIENTS', 'BASIC_CLIENTS', 'API_KEY_CLIENTS'),
        RETRY_ATTEMPTS: '1',
        CIRCUIT_FAILURES: '1000',
        CACHE_STALE_SECONDS: '0',
      },
    });
    flow = new Architect(service.world.genesys);
    await importDefinitions(flow, service.url, 'status', `${service.world.genesys.url}/issuer/token`);
    await importDefinitions(flow, service.url, 'in-body', `${service.world.genesys.url}/issuer/token`);
  });
  afterEach(() => service.world.reset());

  describe('succeed with typed outputs', () => {
    it.each(['in-body', 'status'])('for the lookup of a customer, with the failure style %s', async (style) => {
      expect(await execute(`customer-lookup ${style}`, { customer_id: 'c-1', ...CONTEXT })).toEqual({
        success: true,
        code: 'OK',
        status_code: 200,
        fallback_type: 'none',
        routing_hint: 'process_data',
        retry_after: 0,
        source: style === 'in-body' ? 'api' : 'cache',
        correlation_id: expect.any(String),
        error_message: '',
        found: true,
        'profile.id': 'c-1',
        'profile.name': 'Ada Lovelace',
        'profile.tier': 'gold',
        'profile.email': 'ada@example.com',
        timestamp: expect.any(String),
      });
    });

    it('for a page of queues, with one list for each field', async () => {
      const page = await execute('queues in-body', { name: 'Claims*', pageSize: 2, pageNumber: 2, ...CONTEXT });

      expect(page).toMatchObject({
        success: true,
        'entities.id': [expect.stringMatching(QUEUE_ID), expect.stringMatching(QUEUE_ID)],
        'entities.name': ['Claims - Overflow', 'Claims - Premium'],
        'entities.memberCount': [expect.any(Number), expect.any(Number)],
        'pagination.pageSize': 2,
        'pagination.pageNumber': 2,
        'pagination.total': 5,
      });
      const ids = (page as { 'entities.id': string[] })['entities.id'];
      expect(await execute('queues in-body', { queueIds: JSON.stringify(ids) })).toMatchObject({
        'pagination.total': 2,
      });
    });

    it('for all queues if optional inputs are absent or empty', async () => {
      expect(await execute('queues in-body', {})).toMatchObject({ success: true, 'pagination.total': 30 });
      expect(await execute('queues in-body', { name: '', queueIds: '', flow_id: '' })).toMatchObject({
        success: true,
        'pagination.total': 30,
      });
    });

    it('for a query of three systems', async () => {
      const overview = await execute('customer-overview in-body', {
        customerId: 'c-1',
        timestamp_ms: 1_764_000_000_000,
      });

      expect(overview).toMatchObject({
        success: true,
        customerId: 'c-1',
        partial: false,
        'sources.crm.status': 200,
        'sources.crm.error': '',
        'sources.orders.status': 200,
        latency_ms: expect.any(Number),
      });
      expect(JSON.parse((overview as { 'sources.crm.data_json': string })['sources.crm.data_json'])).toMatchObject({
        preferences: { language: 'en' },
      });
    });

    it('for a search of conversations', async () => {
      const input = {
        filter_expression: "createdDateTime >= '2026-01-01T00:00:00Z' AND createdDateTime < '2026-01-02T00:00:00Z'",
        page_size: 5,
      };

      expect(await execute('conversation-query in-body', { ...input, ...CONTEXT })).toMatchObject({
        success: true,
        record_count: expect.any(Number),
        truncated: expect.any(Boolean),
        raw_response: '',
        interval: expect.stringContaining('2026-01-01'),
      });
    });

    it('for a write without a key: the service derives it from flow and interaction', async () => {
      const input = { input_payload: '{"contactId": "c-1", "newStatus": "resolved"}', ...CONTEXT };
      const first = await execute('invoke-data-action in-body', input);
      const second = await execute('invoke-data-action in-body', input);

      expect(first).toMatchObject({
        success: true,
        source: 'api',
        status: 'completed',
        id: expect.any(String),
        requestId: expect.any(String),
      });
      expect(JSON.parse((first as { output_json: string }).output_json)).toMatchObject({
        contactId: 'c-1',
        updatedFields: ['newStatus'],
      });
      expect(second).toMatchObject({
        success: true,
        source: 'replay',
        output_json: (first as { output_json: string }).output_json,
      });
      expect(service.world.genesys.runs.all).toHaveLength(1);
    });
  });

  describe('transmit every text', () => {
    it.each(AWKWARD)('to an upstream: %j', async (text) => {
      expect(await execute('customer-lookup in-body', { customer_id: text, ...CONTEXT })).toMatchObject({
        success: true,
        found: false,
      });
      const [call] = service.world.crm.calls('customers');

      expect(new URL(call?.url ?? '', 'http://crm').searchParams.get('id')).toBe(text);
    });

    it.each(AWKWARD)('inside JSON: %j', async (text) => {
      const input = {
        idempotency_key: `k-${text.length}`,
        input_payload: JSON.stringify({ contactId: 'c-1', note: text }),
      };

      expect(await execute('invoke-data-action status', input)).toMatchObject({ success: true, status: 'completed' });
      expect(service.world.genesys.runs.all).toMatchObject([{ input: { contactId: 'c-1', note: text } }]);
    });

    it('including an empty text, which the service rejects', async () => {
      expect(await execute('customer-lookup in-body', { customer_id: '' })).toMatchObject({
        ...UNSUCCESSFUL,
        code: 'INVALID_INPUT',
        status_code: 400,
      });
    });

    it('unless a required text is missing, which the platform rejects', async () => {
      expect(await flow.execute('customer-lookup in-body', CONTEXT)).toMatchObject({
        status: 400,
        body: { code: 'bad.request', message: expect.stringContaining("must have required property 'customer_id'") },
      });
    });
  });

  describe('fail, in the configured failure style,', () => {
    const inputs = {
      'customer-lookup': { customer_id: 'c-404' },
      queues: { name: 'Sales*' },
      'customer-overview': { customerId: 'c-7' },
      'conversation-query': { filter_expression: "mediaType = 'voice'" },
    };

    it.each(Object.entries(inputs))(
      'for %s: in the body with typed outputs, or with an HTTP error status',
      async (name, input) => {
        const { crm, genesys, orders } = service.world;
        const fault = { kind: 'status', status: 403 } as const;
        for (const route of ['customers', 'accounts'] as const) crm.fail(route, fault);
        for (const route of ['queues', 'users', 'analytics'] as const) genesys.fail(route, fault);
        orders.fail('orders', fault);

        expect(await execute(`${name} in-body`, { ...input, ...CONTEXT })).toMatchObject({
          ...UNSUCCESSFUL,
          code: 'UPSTREAM_REJECTED',
          status_code: 403,
          fallback_type: 'api_failure',
          routing_hint: 'log_permission_error',
          retry_after: 0,
          error_message: expect.stringMatching(/./),
        });
        expect(await flow.execute(`${name} status`, { ...input, ...CONTEXT })).toMatchObject({
          status: 400,
          body: { code: 'bad.request', details: [{ errorCode: '424', fieldName: 'statusCode' }] },
        });
      },
    );

    it('for a write: in the body, or with an HTTP error status', async () => {
      const input = { idempotency_key: 'k-refused', input_payload: '{"actionType": "always_fails"}' };

      expect(await execute('invoke-data-action in-body', input)).toMatchObject({
        ...UNSUCCESSFUL,
        code: 'UPSTREAM_REJECTED',
        status_code: 400,
      });
      expect(await flow.execute('invoke-data-action status', input)).toMatchObject({
        status: 400,
        body: { details: [{ errorCode: '424' }] },
      });
    });

    it('with the time to wait in retry_after', async () => {
      service.world.crm.fail('customers', { kind: 'status', status: 429, headers: { 'Retry-After': '60' } });

      expect(await execute('customer-lookup in-body', { customer_id: 'c-429' })).toMatchObject({
        ...UNSUCCESSFUL,
        code: 'UPSTREAM_THROTTLED',
        retry_after: 60,
        routing_hint: 'wait_and_retry',
      });
    });
  });

  describe('get a new token', () => {
    it('if the cached token is rejected as expired', async () => {
      const { genesys, issuer } = service.world;
      const anHourAgo = Math.floor(Date.now() / 1_000) - 3_600;
      genesys.respondWith('issuerToken', () => {
        const claims = genesys.count('issuerToken') === 1 ? { exp: anHourAgo } : {};
        return {
          status: 200,
          body: { access_token: issuer.token({ claims }), token_type: 'Bearer', expires_in: 3_600 },
        };
      });
      flow.forgetToken();

      expect(await execute('customer-lookup in-body', { customer_id: 'c-2' })).toMatchObject({
        success: true,
        'profile.name': 'Grace Hopper',
      });
      expect(await execute('customer-lookup in-body', { customer_id: 'c-3' })).toMatchObject({ success: true });
      expect(genesys.count('issuerToken')).toBe(2);
    });

    it("from the service's own endpoint", async () => {
      await importDefinitions(flow, service.url, 'in-body', `${service.url}/oauth/token`);

      expect(await execute('customer-lookup in-body', { customer_id: 'c-4' })).toMatchObject({
        success: true,
        found: true,
      });
      expect(
        await execute('invoke-data-action in-body', { idempotency_key: 'k-own', input_payload: '{}' }),
      ).toMatchObject({ success: true });
      expect(service.world.genesys.count('issuerToken')).toBe(0);
    });
  });

  it.each([
    ['basic', 'basicAuth', { userName: SANDBOX_CALLER.id, password: SANDBOX_CALLER.secret }],
    ['api-key', 'userDefined', { client_id: SANDBOX_CALLER.id, client_secret: SANDBOX_CALLER.secret }],
  ])('authenticate with credentials of the type %s', async (credentials, type, fields) => {
    const integrationId = await flow.integrate(type, fields);
    const wrongIntegrationId = await flow.integrate(type, { ...fields, password: 'wrong', client_secret: 'wrong' });
    const definitions = await generatedDefinitions(service.url, '--credentials', credentials);
    const lookup = definitions.get('customer-lookup') ?? {};
    await flow.import(`right ${credentials}`, lookup, integrationId);
    await flow.import(`wrong ${credentials}`, lookup, wrongIntegrationId);

    expect([...definitions.keys()]).not.toContain('token');
    expect(await execute(`right ${credentials}`, { customer_id: 'c-5' })).toMatchObject({ success: true, found: true });
    expect(await flow.execute(`wrong ${credentials}`, { customer_id: 'c-5' })).toMatchObject({
      status: 400,
      body: { details: [{ errorCode: '401' }] },
    });
  });
});
