import { startService, TestService } from '../support/service.js';

describe('customer-lookup', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  beforeEach(() => service.world.reset());

  it('responds with the CRM profile in the complete envelope', async () => {
    const { status, headers, body } = await service.call('customer-lookup', { customer_id: 'c-1' });

    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        found: true,
        profile: { id: 'c-1', name: 'Ada Lovelace', tier: 'gold', email: 'ada@example.com' },
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      },
      errors: [],
      status: 'success',
      success: true,
      status_code: 200,
      code: 'OK',
      fallback_type: 'none',
      action: 'process_data',
      retry_after: 0,
      source: 'api',
      correlation_id: headers.get('X-Correlation-Id'),
    });
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
  ] as const)('treats %s from the CRM as an unknown customer', async (response, fault) => {
    service.world.crm.fail('customers', fault);

    const { status, body } = await service.call('customer-lookup', { customer_id: `nobody ${response}` });

    expect(status).toBe(200);
    expect(body.data).toMatchObject({ found: false, profile: { id: '', name: '', tier: '', email: '' } });
  });
});
