import { startWorld } from '../support/world.js';
import { ProxyServer } from '../support/network/proxy-server.js';
import { startService, TestService } from '../support/service.js';

describe('the service behind a proxy that requires authentication', () => {
  let proxy: ProxyServer;
  let service: TestService;

  beforeEach(async () => {
    proxy = await ProxyServer.start({ credentials: 'ada:p@ss' });
  });

  afterEach(async () => {
    await service.stop();
    await proxy.stop();
  });

  it('reaches its issuer, the login and every upstream through it', async () => {
    service = await startService({ environment: { HTTP_PROXY: proxy.url('ada:p%40ss') } });
    const reply = await service.call('customer-overview', { customerId: 'c-1', userId: 'u-1' });

    expect(reply.body).toMatchObject({
      success: true,
      data: { sources: { crm: { status: 200 }, orders: { status: 200 } } },
    });
    const paths = proxy.requests.map((line) => line.replace(/http:\/\/[^/]+/, '').replace(/\?.*/, ''));
    expect(paths).toEqual(
      expect.arrayContaining(['GET /v2/accounts', 'POST /v1/orders', 'POST /oauth/token', 'GET /api/v2/users/u-1']),
    );
    expect(paths.some((path) => path.includes('jwks'))).toBe(true);
  });

  it('answers UPSTREAM_UNREACHABLE if the proxy rejects its credentials, and lets hosts in NO_PROXY pass', async () => {
    const environment = { HTTP_PROXY: proxy.url('ada:wrong'), RETRY_ATTEMPTS: '1' };
    const world = await startWorld();
    const { AUTH_JWKS_URL = '' } = world.environment();
    service = await startService({ environment: { ...environment, NO_PROXY: new URL(AUTH_JWKS_URL).host }, world });

    const { status, body } = await service.call('customer-lookup', { customer_id: 'c-1' });

    expect([status, body.code, body.errors]).toEqual([429, 'UPSTREAM_UNREACHABLE', ['CRM could not be reached']]);
    await world.stop();
  });
});
