import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { definition, startHosting, texts } from '../hosted-actions/hosted-world.js';
import { temporaryFolder } from '../support/clean-up.js';
import { ProxyServer } from '../support/network/proxy-server.js';
import { httpResponse, RawUpstream } from '../support/network/raw-upstream.js';
import { SELF_SIGNED } from '../support/network/self-signed.js';
import { startService, TestService } from '../support/service.js';
import { spawnService } from '../support/spawn-service.js';
import { startWorld, World } from '../support/world.js';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.reset());

describe('the service behind a proxy that requires authentication', () => {
  let proxy: ProxyServer;
  let service: TestService;

  beforeAll(async () => {
    proxy = await ProxyServer.start({ credentials: 'ada:p@ss' });
  });
  afterEach(() => service.stop());
  afterAll(() => proxy.stop());

  it('reaches its issuer, the login and every upstream through the proxy', async () => {
    service = await startService({ world, environment: { HTTP_PROXY: proxy.url('ada:p%40ss') } });
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

  it('returns UPSTREAM_UNREACHABLE if the proxy rejects its credentials, and reaches hosts in NO_PROXY directly', async () => {
    const NO_PROXY = new URL(world.genesys.url).host;
    const environment = { HTTP_PROXY: proxy.url('ada:wrong'), RETRY_ATTEMPTS: '1', NO_PROXY };
    service = await startService({ world, environment });

    const { status, body } = await service.call('customer-lookup', { customer_id: 'c-1' });

    expect([status, body.code, body.errors]).toEqual([429, 'UPSTREAM_UNREACHABLE', ['CRM could not be reached']]);
  });
});

describe('the correlation id of a call', () => {
  const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it.each([
    [{}, 'x-correlation-id'],
    [{ UPSTREAM_CORRELATION_HEADER: 'X-Request-Id' }, 'x-request-id'],
  ])(
    'is sent to every upstream together with the trace, and is generated if it is absent (with %j: in %s)',
    async (environment, name) => {
      const service = await startService({ world, environment });
      const headers = { 'ININ-Correlation-Id': 'genesys-1', traceparent: TRACEPARENT };
      const reply = await service.call('customer-overview', { customerId: 'c-1', userId: 'u-1' }, { headers });

      expect(reply.headers.get('x-correlation-id')).toBe('genesys-1');
      for (const [sent] of [world.crm.calls('accounts'), world.orders.calls('orders')])
        expect(sent?.headers).toMatchObject({ [name]: 'genesys-1', traceparent: TRACEPARENT });

      const id = (await service.call('customer-lookup', { customer_id: 'c-1' })).headers.get('x-correlation-id');
      expect(id).toMatch(/^[\da-f-]{36}$/);
      expect(world.crm.calls('customers')[0]?.headers[name]).toBe(id);
      await service.stop();
    },
  );
});

describe('an upstream with TLS', () => {
  it('is called over one keep-alive connection despite slow responses, if its certificate is trusted', async () => {
    const certificate = join(temporaryFolder('upstream'), 'cert.pem');
    writeFileSync(certificate, SELF_SIGNED.cert);
    const crm = await RawUpstream.start(
      async (socket) => {
        await setTimeout(1_600);
        socket.write(httpResponse({ id: 'c-1', name: 'Ada', tier: 'gold', email: 'ada@example.com' }));
      },
      { secure: true },
    );
    const environment = { CRM_BASE_URL: crm.url, UPSTREAM_CONNECT_TIMEOUT_MS: '1500' };
    const service = await spawnService(world, { ...environment, NODE_EXTRA_CA_CERTS: certificate });

    for (const customer of ['c-1', 'c-2']) {
      const reply = await service.call(world.issuer.token(), { customer_id: customer });
      expect(await reply.json()).toMatchObject({ success: true, data: { profile: { name: 'Ada' } } });
    }

    expect([crm.connections, crm.requests]).toEqual([1, 2]);
    await service.kill();
  });
});

/** `upstream-clients.spec.ts` tests the same for actions that are written in code. */
describe('a path segment of a hosted action that an input chooses', () => {
  /** Segments that lead to another resource after a server has decoded and resolved them. */
  const REJECTED = [
    ...['', '.', '..', '%2e%2e', '%2E.', '.%2e', '%2e', '%252e%252e', '../a', 'a/../b', 'a\\..\\b', '..;a', '..%2fa'],
    ...['\r\n', 'a\r\nX-Evil: 1', 'a HTTP/1.1\r\nHost: evil\r\n\r\nGET /evil', '\u0000', 'a\u0000b', '%00', '%0d%0a'],
    ...['\ud800', '\udfff', 'a\ud83d', '\ude00\ud83d'],
  ];
  /** Texts that stay one segment. */
  const SENT = ['t-1', 'a?b', 'a#b', 'a;b', 'a&b=c', '%', '%zz', '...', 'evil.example:80', '@evil', '吳', '🦄'];

  let service: TestService;
  const lines: string[] = [];

  beforeAll(async () => {
    const { url } = await RawUpstream.start((socket) => socket.write(httpResponse({ ok: true })), {
      onData: (bytes) => lines.push(bytes.toString('latin1').split('\r\n', 1)[0] ?? ''),
    });
    const ticket = (segment: string): object =>
      definition({ url: `${url}/v1/tickets/${segment}/events`, input: texts('id') });
    const files = { 'plain.json': ticket('${input.id}'), 'escaped.json': ticket('$esc.url($input.id)') };
    service = await startHosting(files, { world });
  });
  beforeEach(() => void (lines.length = 0));

  const codesFor = async (action: string, ids: readonly string[]): Promise<string[]> => {
    const codes: string[] = [];
    for (const id of ids) codes.push(`${(await service.call(action, { id })).body.code} for ${JSON.stringify(id)}`);
    return codes;
  };

  it.each(['plain', 'escaped'])('is not sent if it leads to another resource: %s', async (action) => {
    expect(await codesFor(action, REJECTED)).toEqual(REJECTED.map((id) => `INVALID_INPUT for ${JSON.stringify(id)}`));
    expect(lines).toEqual([]);
  });

  it.each(['plain', 'escaped'])('stays one segment: %s', async (action) => {
    expect(await codesFor(action, SENT)).toEqual(SENT.map((id) => `OK for ${JSON.stringify(id)}`));

    for (const line of lines) expect(line).toMatch(/^GET \/v1\/tickets\/[^/\\?#;\s]+\/events HTTP\/1\.1$/);
    const segments = lines.map((line) => line.split('/')[3] ?? '');
    expect(segments).toHaveLength(SENT.length);
    if (action === 'escaped') expect(segments.map(decodeURIComponent)).toEqual(SENT);
  });
});
