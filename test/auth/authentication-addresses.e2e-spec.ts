import { startWorld, World } from '../support/world.js';
import { startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

describe('the IP allowlist', () => {
  let world: World;
  const services = new Map<string, Promise<TestService>>();

  beforeAll(async () => {
    world = await startWorld();
  });

  /** Returns the service for an environment, and starts it on the first use. */
  function serviceWith(environment: Record<string, string>): Promise<TestService> {
    const key = JSON.stringify(environment);
    const service = services.get(key) ?? startService({ world, environment });
    services.set(key, service);
    return service;
  }

  /** Returns the status of a call, optionally with an X-Forwarded-For header. */
  async function statusOf(environment: Record<string, string>, forwardedFor?: string): Promise<number> {
    const service = await serviceWith(environment);
    const headers = forwardedFor === undefined ? {} : { 'X-Forwarded-For': forwardedFor };
    const reply = await service.call('customer-lookup', { customer_id: 'c-1' }, { headers });
    if (reply.status !== 200) expect(envelopeDefects(reply)).toEqual([]);
    return reply.status;
  }

  it.each([
    ['127.0.0.1', 200],
    ['127.0.0.1/32', 200],
    ['10.0.0.0/8, 127.0.0.0/8', 200],
    ['0.0.0.0/0', 200],
    ['10.0.0.0/8', 403],
    ['::1', 403],
    ['::/0', 403],
  ])('with IP_ALLOWLIST=%s responds to 127.0.0.1 with %i', async (IP_ALLOWLIST, status) => {
    expect(await statusOf({ IP_ALLOWLIST })).toBe(status);
  });

  it.each([
    ['no proxy is trusted', {}, '10.1.2.3', 403],
    ['one hop is trusted', { TRUST_PROXY: '1' }, '10.1.2.3', 200],
    ['the proxy is trusted by its address', { TRUST_PROXY: '127.0.0.1' }, '10.1.2.3', 200],
    ['the proxy is trusted by its range', { TRUST_PROXY: '127.0.0.0/8,::1' }, '10.1.2.3', 200],
    ['another proxy is trusted', { TRUST_PROXY: '192.168.0.0/16' }, '10.1.2.3', 403],
    ['the caller forges an address in front of the proxy', { TRUST_PROXY: '1' }, '10.1.2.3, 203.0.113.9', 403],
    ['the caller forges an address before its own', { TRUST_PROXY: '1' }, '203.0.113.9, 10.1.2.3', 200],
    ['two hops are trusted', { TRUST_PROXY: '2' }, '10.1.2.3, 203.0.113.9', 200],
    ['the address is IPv4 written as IPv6', { TRUST_PROXY: '1' }, '::ffff:10.1.2.3', 200],
    ['the address is another IPv4 one written as IPv6', { TRUST_PROXY: '1' }, '::ffff:203.0.113.9', 403],
    ['the address is invalid', { TRUST_PROXY: '1' }, 'unknown', 403],
    ['the address has a port', { TRUST_PROXY: '1' }, '10.1.2.3:4711', 403],
    ['the header is empty', { TRUST_PROXY: '1' }, '', 403],
    ['the range is IPv6', { TRUST_PROXY: '1', IP_ALLOWLIST: '2001:db8::/32' }, '2001:db8::7', 200],
    ['the range is another IPv6 one', { TRUST_PROXY: '1', IP_ALLOWLIST: '2001:db8::/32' }, '2001:db9::7', 403],
  ])('checks the address if %s', async (_, environment, forwardedFor, status) => {
    expect(await statusOf({ IP_ALLOWLIST: '10.0.0.0/8', ...environment }, forwardedFor)).toBe(status);
  });

  it('rejects an address with a 403 in both failure styles', async () => {
    const service = await serviceWith({ IP_ALLOWLIST: '10.0.0.0/8' });

    const reply = await service.call('customer-lookup', {}, { headers: { 'X-Failure-Style': 'in-body' } });

    expect(reply).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', action: 'log_permission_error' } });
    expect(reply.headers.get('WWW-Authenticate')).toBeNull();
    expect(reply.text).not.toContain('127.0.0.1');
  });

  it('checks the token first', async () => {
    const service = await serviceWith({ IP_ALLOWLIST: '10.0.0.0/8' });

    expect((await service.call('customer-lookup', {}, { token: 'none' })).status).toBe(401);
  });

  it.each(['/health/live', '/health/ready', '/health', '/metrics', '/docs', '/openapi.json'])(
    'does not apply to %s',
    async (path) => {
      const service = await serviceWith({ IP_ALLOWLIST: '10.0.0.0/8' });

      expect((await service.send(path)).status).toBe(200);
    },
  );
});
