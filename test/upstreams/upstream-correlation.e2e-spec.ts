import { startService, TestService } from '../support/service.js';

describe('The correlation id of a call', () => {
  let service: TestService;

  afterEach(() => service.stop());

  const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it.each([
    [{}, 'x-correlation-id'],
    [{ UPSTREAM_CORRELATION_HEADER: 'X-Request-Id' }, 'x-request-id'],
  ])('goes to every upstream with the trace, with %j as %s', async (environment, header) => {
    service = await startService({ environment: environment });
    const headers = { 'ININ-Correlation-Id': 'genesys-1', traceparent: TRACEPARENT };
    const reply = await service.call('customer-overview', { customerId: 'c-1', userId: 'u-1' }, { headers });
    const { world } = service;

    expect(reply.headers.get('x-correlation-id')).toBe('genesys-1');
    for (const [sent] of [world.crm.calls('accounts'), world.orders.calls('orders')])
      expect(sent?.headers).toMatchObject({ [header]: 'genesys-1', traceparent: TRACEPARENT });
  });

  it('is made for a call that brings none', async () => {
    service = await startService();
    const reply = await service.call('customer-lookup', { customer_id: 'c-1' });

    const id = reply.headers.get('x-correlation-id');
    expect(id).toMatch(/^[\da-f-]{36}$/);
    expect(service.world.crm.calls('customers')[0]?.headers['x-correlation-id']).toBe(id);
  });
});
