import { startWorld, World } from '../support/world.js';
import { Reply, startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { envelopeDefects } from '../support/envelope-defects.js';

describe('the IP allowlist feed', () => {
  let world: World;
  const started: TestService[] = [];

  beforeAll(async () => {
    world = await startWorld();
  });

  afterEach(() => world.reset());

  async function serviceWith(environment: Record<string, string>): Promise<TestService> {
    const service = await startService({
      world,
      environment: { IP_ALLOWLIST_FEED: 'true', TRUST_PROXY: '1', ...environment },
    });
    started.push(service);
    return service;
  }

  const call = (service: TestService, address: string): Promise<Reply> =>
    service.call('customer-lookup', { customer_id: 'c-1' }, { headers: { 'X-Forwarded-For': address } });

  const readiness = async (service: TestService): Promise<unknown> => {
    const { status, body } = await service.send('/health/ready');
    const { address_feed: feed } = body['details'] as Record<string, { status: string; freshness: string }>;
    return [status, feed?.status, feed?.freshness];
  };

  it('allows the ranges that Genesys Cloud publishes and the ranges of IP_ALLOWLIST', async () => {
    const service = await serviceWith({ IP_ALLOWLIST: '10.0.0.0/8', IP_ALLOWLIST_FEED_SERVICES: 'data-actions' });
    await until(async () => (await service.send('/health/ready')).status === 200);
    const statuses = new Map<string, number>();
    for (const address of ['192.0.2.1', '192.0.2.200', '203.0.113.200', '198.51.100.7', '10.1.2.3', '2001:db8:7::1'])
      statuses.set(address, (await call(service, address)).status);

    expect(Object.fromEntries(statuses)).toEqual({
      '192.0.2.1': 200,
      '192.0.2.200': 403,
      '203.0.113.200': 403,
      '198.51.100.7': 403,
      '10.1.2.3': 200,
      '2001:db8:7::1': 200,
    });
    expect(await readiness(service)).toEqual([200, 'up', 'fresh']);
    expect((await service.send('/health')).text).toContain('"address_feed":{"freshness":"fresh","ranges":3');
  });

  it('allows no published range until the first list arrives, and is not ready until then', async () => {
    world.genesys.fail('ipranges', { kind: 'status', status: 503 });
    const service = await serviceWith({ IP_ALLOWLIST: '10.0.0.0/8' });
    const pending = await call(service, '192.0.2.1');

    expect(await readiness(service)).toEqual([503, 'down', 'none']);
    expect(pending).toMatchObject({ status: 429, body: { code: 'UPSTREAM_UNREACHABLE' } });
    expect(envelopeDefects(pending)).toEqual([]);
    expect((await call(service, '10.1.2.3')).status).toBe(200);

    world.genesys.heal('ipranges');
    await until(async () => (await service.send('/health/ready')).status === 200);
    expect((await call(service, '192.0.2.1')).status).toBe(200);
  });

  it('keeps the last valid list when the feed redirects, is empty or exceeds the size limit', async () => {
    const service = await serviceWith({ IP_ALLOWLIST_FEED_SECONDS: '1' });
    await until(async () => (await service.send('/health/ready')).status === 200);
    const redirect = { status: 302, headers: { Location: `${world.genesys.url}/api/v2/users/x` } };
    const oversized = {
      status: 200,
      body: { entities: [{ cidr: '10.9.9.9', direction: 'both' }], x: 'x'.repeat(1_100_000) },
    };
    const empty = { status: 200, body: { entities: [] } };
    for (const response of [redirect, oversized, empty]) {
      const count = world.genesys.count('ipranges');
      world.genesys.respondWith('ipranges', () => response);
      await until(() => world.genesys.count('ipranges') > count);
    }

    expect((await call(service, '192.0.2.1')).status).toBe(200);
    expect((await call(service, '10.9.9.9')).status).toBe(403);
    expect(world.genesys.count('users')).toBe(0);
  }, 30_000);
});
