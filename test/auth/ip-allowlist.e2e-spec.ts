import { envelopeDefects } from '../support/envelope-defects.js';
import { Reply, startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { startWorld, World } from '../support/world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

/** Calls an action, optionally with an X-Forwarded-For header. */
async function call(service: TestService, forwardedFor?: string): Promise<Reply> {
  const headers = forwardedFor === undefined ? {} : { 'X-Forwarded-For': forwardedFor };
  const reply = await service.call('customer-lookup', { customer_id: 'c-1' }, { headers });
  if (reply.status !== 200) expect(envelopeDefects(reply)).toEqual([]);
  return reply;
}

describe('the IP allowlist', () => {
  let direct: TestService;
  let behindProxy: TestService;

  beforeAll(async () => {
    direct = await startService({ world, environment: { IP_ALLOWLIST: '10.0.0.0/8, ::/0' } });
    const IP_ALLOWLIST = '10.0.0.0/8, 2001:db8::/32, 127.0.0.1';
    behindProxy = await startService({ world, environment: { IP_ALLOWLIST, TRUST_PROXY: '1' } });
  });

  it('rejects an address with a 403 in the in-body style, and ignores X-Forwarded-For without a trusted proxy', async () => {
    const reply = await direct.call('customer-lookup', {}, { headers: { 'X-Failure-Style': 'in-body' } });

    expect(reply).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', action: 'log_permission_error' } });
    expect(reply.headers.get('WWW-Authenticate')).toBeNull();
    expect(reply.text).not.toContain('127.0.0.1');
    expect((await call(direct, '10.1.2.3')).status).toBe(403);
  });

  it.each([
    ['is the address of the proxy', undefined, 200],
    ['is on the list', '10.1.2.3', 200],
    ['is forged in front of the proxy', '10.1.2.3, 203.0.113.9', 403],
    ['follows a forged address', '203.0.113.9, 10.1.2.3', 200],
    ['is IPv4 written as IPv6', '::ffff:10.1.2.3', 200],
    ['is another IPv4 address written as IPv6', '::ffff:203.0.113.9', 403],
    ['is invalid', 'unknown', 403],
    ['has a port', '10.1.2.3:4711', 403],
    ['is empty', '', 403],
    ['is IPv6', '2001:db8::7', 200],
    ['is another IPv6 address', '2001:db9::7', 403],
  ])('checks an address behind a proxy that %s', async (_, forwardedFor, status) => {
    expect((await call(behindProxy, forwardedFor)).status).toBe(status);
  });

  it('trusts a proxy in a configured range', async () => {
    const environment = { IP_ALLOWLIST: '10.0.0.0/8', TRUST_PROXY: '127.0.0.0/8,::1' };
    const service = await startService({ world, environment });

    expect((await call(service, '10.1.2.3')).status).toBe(200);
    expect((await call(service, '203.0.113.9')).status).toBe(403);
  });

  it('checks the token first', async () => {
    expect((await direct.call('customer-lookup', {}, { token: 'none' })).status).toBe(401);
  });

  it.each(['/health/live', '/health/ready', '/health', '/metrics', '/docs', '/openapi.json'])(
    'does not apply to %s',
    async (path) => {
      expect((await direct.send(path)).status).toBe(200);
    },
  );
});

describe('the IP allowlist feed', () => {
  afterEach(() => world.reset());

  const serviceWith = (environment: Record<string, string>): Promise<TestService> =>
    startService({ world, environment: { IP_ALLOWLIST_FEED: 'true', TRUST_PROXY: '1', ...environment } });

  const untilReady = (service: TestService): Promise<void> =>
    until(async () => (await service.send('/health/ready')).status === 200);

  const readiness = async (service: TestService): Promise<unknown> => {
    const { status, body } = await service.send('/health/ready');
    const { address_feed: feed } = body['details'] as Record<string, { status: string; freshness: string }>;
    return [status, feed?.status, feed?.freshness];
  };

  it('allows the ranges that Genesys Cloud publishes and the ranges of IP_ALLOWLIST', async () => {
    const service = await serviceWith({ IP_ALLOWLIST: '10.0.0.0/8', IP_ALLOWLIST_FEED_SERVICES: 'data-actions' });
    await untilReady(service);
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

  it('allows no published range until the first list arrives, and keeps the list despite invalid responses of the feed', async () => {
    world.genesys.fail('ipranges', { kind: 'status', status: 503 });
    const service = await serviceWith({ IP_ALLOWLIST: '10.0.0.0/16', IP_ALLOWLIST_FEED_SECONDS: '1' });

    expect(await readiness(service)).toEqual([503, 'down', 'none']);
    expect(await call(service, '192.0.2.1')).toMatchObject({ status: 429, body: { code: 'UPSTREAM_UNREACHABLE' } });
    expect((await call(service, '10.0.2.3')).status).toBe(200);

    world.genesys.heal('ipranges');
    await untilReady(service);
    expect((await call(service, '192.0.2.1')).status).toBe(200);

    const redirect = { status: 302, headers: { Location: `${world.genesys.url}/api/v2/users/x` } };
    const entities = [{ cidr: '10.9.9.9', direction: 'both' }];
    const oversized = { status: 200, body: { entities, x: 'x'.repeat(1_100_000) } };
    const empty = { status: 200, body: { entities: [] } };
    for (const response of [redirect, oversized, empty]) {
      const count = world.genesys.count('ipranges');
      world.genesys.respondWith('ipranges', () => response);
      await until(() => world.genesys.count('ipranges') > count);
    }
    expect((await call(service, '192.0.2.1')).status).toBe(200);
    expect((await call(service, '10.9.9.9')).status).toBe(403);
    expect(world.genesys.count('users')).toBe(0);
  });
});
