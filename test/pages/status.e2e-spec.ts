import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { hashSecret } from '../../src/auth/clients/secret-hash.js';
import { InspectedRequest } from '../../src/status/inspector/record/inspected-request.js';
import { startService, TestService } from '../support/service.js';

const PASSWORD = 'a password for operators';

describe('the status page and the request inspector', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      environment: {
        STATUS_PASSWORD_HASH: await hashSecret(PASSWORD, { log2N: 14, parallelisation: 1 }),
        INSPECTOR_REQUESTS: '5',
        INSPECTOR_BODY_BYTES: '300',
        INSPECTOR_SECRET_NAMES: 'loyalty number',
        IP_ALLOWLIST: '127.0.0.0/8',
        CIRCUIT_FAILURES: '1',
        RETRY_ATTEMPTS: '1',
      },
    });
  });

  const basic = (name: string, password: string) => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const operatorGet = (path: string, headers: Record<string, string> = {}) =>
    service.send(path, { headers: { Authorization: basic('operator', PASSWORD), ...headers } });
  const requests = async (): Promise<InspectedRequest[]> =>
    (await operatorGet('/status/requests', { Accept: 'application/json' })).body['requests'] as InspectedRequest[];
  const latest = async (): Promise<InspectedRequest> => (await requests())[0] as InspectedRequest;

  it.each(['/status', '/status/requests'])('requires name and password at %s', async (path) => {
    const rejected: (string | undefined)[] = [
      undefined,
      basic('operator', 'another password'),
      basic('operator', ''),
      basic('admin', PASSWORD),
      'Basic x',
      `Bearer ${service.world.issuer.token()}`,
    ];
    for (const authorization of rejected) {
      const { status, headers, text } = await service.send(path, {
        headers: authorization === undefined ? {} : { Authorization: authorization },
      });

      expect([authorization, status]).toEqual([authorization, 401]);
      expect(headers.get('WWW-Authenticate')).toMatch(/^Basic realm="/);
      expect(text).not.toContain('<html');
    }
    expect((await operatorGet(path)).status).toBe(200);
  });

  it('rejects methods other than GET and HEAD', async () => {
    const { status, headers } = await service.send('/status', { method: 'POST' });

    expect([status, headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('shows calls, latencies, cache, circuits, keys and idempotency', async () => {
    await service.call('customer-lookup', { customer_id: 'c-1' });
    await service.call('customer-lookup', { customer_id: 'c-1' });
    await service.call('invoke-data-action', { idempotency_key: 'k-1', input_payload: {} });
    service.world.genesys.fail('queues', { kind: 'status', status: 500 });
    await service.call('queues', {});
    const { status, headers, text } = await operatorGet('/status');
    const seen = text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    for (const shown of [
      /customer-lookup .*? 2 [\d.]+ ms [\d.]+ ms [\d.]+ ms none/,
      /queues .*? 1 [\d.]+ m?s [\d.]+ m?s [\d.]+ m?s UPSTREAM_UNAVAILABLE 1/,
      /POST run closed GET queues open/,
      /CRM GET customers closed 0 of 100/,
      /hit 1/,
      /executed 1 100 %/,
      /Signing keys fresh/,
    ])
      expect(seen).toMatch(shown);
    expect(text.match(/<svg/g)?.length).toBeGreaterThan(6);
  });

  it('contains no script and loads nothing: its policy allows only its inline style', async () => {
    const { headers, text } = await operatorGet('/status');
    const policy = headers.get('Content-Security-Policy') ?? '';

    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(text) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');

    expect(policy).toMatch(/^default-src 'none'; style-src '[^']+'; base-uri 'none'; /);
    expect(policy).toContain(`style-src 'sha256-${digest}';`);
    expect(text).not.toMatch(/<script|<link|<img|\son\w+=|\sstyle=|https?:/);
    expect(headers.get('Cache-Control')).toBe('no-store');
  });

  it('reloads itself only on request', async () => {
    expect((await operatorGet('/status')).text).not.toContain('http-equiv="refresh"');
    expect((await operatorGet('/status?reload')).text).toContain('<meta http-equiv="refresh" content="10" />');
  });

  it('shows the body of a request that is not JSON, with the position of the error', async () => {
    const raw = '{"customer_id": "Ada "the first" Lovelace", "note": "<script>alert(1)</script>"}';
    await service.call('customer-lookup', {}, { raw, headers: { 'X-Genesys-Flow-Id': 'flow-1' } });

    expect(await latest()).toMatchObject({
      method: 'POST',
      path: '/api/v1/dataactions/customer-lookup',
      body: raw,
      bodyBytes: raw.length,
      isBodyWhole: true,
      status: 400,
      code: 'MALFORMED_JSON',
      flowId: 'flow-1',
      action: 'customer-lookup',
      client: 'sandbox-flow',
    });
    const { text } = await operatorGet('/status/requests');
    expect(text).toContain('&quot;Ada &quot;<mark>the</mark> first&quot;');
    expect(text).not.toContain('<script');
  });

  it('redacts tokens, keys and passwords in every place', async () => {
    const token = service.world.issuer.token();
    const body = {
      customerId: 'c-1',
      externalApiKey: 'secret-1',
      nested: { client_secret: 'secret-2', 'Loyalty-Number': 'secret-3' },
      text: '{"password": "secret-4"}',
      authorization: `Bearer ${token}`,
    };
    const raw = `{"password": "secret-5 "quoted" secret-6", "customer_id": "c-2"`;
    const headers = { 'X-Api-Key': 'secret-7', Cookie: 'session=secret-8' };
    await service.call('customer-overview', body, { headers });
    await service.call('/api/v1/dataactions/customer-lookup?api_key=secret-9', {}, { raw, headers });
    const [malformed, whole] = await requests();
    const pages = [(await operatorGet('/status/requests')).text, JSON.stringify([malformed, whole])];

    expect(malformed?.body).toBe('{"password": "[hidden]", "customer_id": "c-2"');
    expect(whole?.body).toContain('"externalApiKey":"[hidden]"');
    expect(Object.fromEntries(whole?.headers ?? [])).toMatchObject({
      'Content-Type': 'application/json',
      Authorization: `Bearer [hidden, length ${token.length}]`,
      Cookie: '[hidden, length 16]',
    });
    for (const page of pages) {
      expect(page).not.toMatch(/secret-\d/);
      expect(page).not.toContain(token);
    }
  });

  it('reports a token with an unrendered template', async () => {
    await service.call('customer-lookup', {}, { headers: { Authorization: 'Bearer ${authResponse.access_token}' } });

    expect(await latest()).toMatchObject({ status: 401, body: '', bodyBytes: 0 });
    expect(Object.fromEntries((await latest()).headers)['Authorization']).toBe(
      'Bearer [hidden, length 28: unrendered template]',
    );
  });

  it('shows requests to unknown paths, but no probes', async () => {
    await service.call('/api/v1/dataactions/costumer-lookup', {});
    await service.send('/health/live');

    expect(await latest()).toMatchObject({ path: '/api/v1/dataactions/costumer-lookup', code: 'UNKNOWN_ACTION' });
  });

  /** Returns the first command on the page of the inspector, as text. */
  const command = async (): Promise<string> => {
    const { text } = await operatorGet('/status/requests');
    const [, shown = ''] = /aria-label="Command for request \d+">([^]*?)<\/pre>/.exec(text) ?? [];
    const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    return shown.replace(/&(\w+|#39);/g, (_, name: string) => entities[name] ?? '');
  };
  /** Returns the arguments that curl gets when a shell runs a command. */
  const argumentsOf = (shellCommand: string): string[] => {
    const script = `curl() { for arg; do printf '%s\\0' "$arg"; done; }\n${shellCommand}`;
    return execFileSync('sh', ['-c', script], { env: { TOKEN: 'the-token' }, encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);
  };

  it('shows a request as a curl command without the token, and a shell executes no part of its text', async () => {
    const raw = `{"customer_id":"c-1","note":"it's $(touch /tmp/x) \`id\` \\\\"}`;
    const headers = { 'X-Failure-Style': 'in-body', 'X-Api-Key': 'secret-1' };
    await service.call('customer-lookup', {}, { raw, headers });
    const args = argumentsOf(await command());

    expect(args.slice(0, 6)).toEqual([
      '-sS',
      '-X',
      'POST',
      `${service.url}/api/v1/dataactions/customer-lookup`,
      '-H',
      'Authorization: Bearer the-token',
    ]);
    expect(args.join('\n').toLowerCase()).toContain('x-failure-style: in-body');
    expect(args.slice(-2)).toEqual(['--data-raw', raw]);
    expect(args.join()).not.toMatch(/secret-1|host:|content-length|user-agent/i);
  });

  describe('replays', () => {
    const replay = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      service.send('/status/requests/replay', {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { Authorization: basic('operator', PASSWORD), ...headers },
      });
    const idOf = async (): Promise<string> => String((await latest()).id);

    it('a request with the token of the form, through the whole pipeline', async () => {
      const key = { idempotency_key: 'replayed', input_payload: { a: 1 } };
      await service.call('invoke-data-action', key);
      const { status, headers, text } = await replay({ id: await idOf(), token: service.world.issuer.token() });
      const seen = text.replaceAll('&quot;', '"');

      expect([status, headers.get('Content-Type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(seen).toContain('"code": "OK"');
      expect(seen).toContain('"source": "replay"');
      expect(await latest()).toMatchObject({ path: '/api/v1/dataactions/invoke-data-action', code: 'OK' });
    });

    it('a request with a token without the scope, which is rejected', async () => {
      await service.call('customer-lookup', { customer_id: 'c-1' });
      const token = service.world.issuer.token({ claims: { scope: 'dataaction:write' } });

      expect((await replay({ id: await idOf(), token })).text).toContain('FORBIDDEN');
    });

    it.each([
      ['without a token', '', {}, 'needs a bearer token'],
      ['with a token that is not a header value', 'a\nb', {}, 'needs a bearer token'],
      ['from a form of another site', 'token', { 'Sec-Fetch-Site': 'cross-site' }, 'from another site'],
    ])('nothing %s', async (_, token, headers, reason) => {
      await service.call('customer-lookup', { customer_id: 'c-1' });
      const { status, text } = await replay({ id: await idOf(), token }, headers);

      expect([status, text]).toEqual([400, expect.stringContaining(reason)]);
    });

    it('no request with a redacted or incomplete body, and no request that is no longer stored', async () => {
      await service.call('customer-overview', { customerId: 'c-1', externalApiKey: 'secret-1' });
      expect((await replay({ id: await idOf(), token: 'x' })).text).toContain('contains redacted values');
      await service.call('customer-lookup', { customer_id: 'c'.repeat(400) });
      expect((await replay({ id: await idOf(), token: 'x' })).text).toContain('Only a part of the body');
      expect((await replay({ id: '0', token: 'x' })).text).toContain('no longer stored');
    });

    it('nothing without the operator password, and does not read the body in that case', async () => {
      const { status } = await replay({ id: '1', token: 'x' }, { Authorization: basic('operator', 'wrong') });

      expect(status).toBe(401);
    });
  });

  it('limits the number of requests and the size of bodies, and never evicts authenticated requests for others', async () => {
    await service.call('customer-lookup', { customer_id: `c-${'x'.repeat(1_000)}` });
    for (let index = 0; index < 12; index += 1) await service.call('customer-lookup', {}, { token: 'x' });
    const recorded = await requests();

    expect(recorded.filter(({ code }) => code === 'UNAUTHENTICATED')).toHaveLength(5);
    expect(recorded.filter(({ client }) => client !== '')).toHaveLength(5);
    expect(recorded.find(({ bodyBytes }) => bodyBytes === 1_020)).toMatchObject({ isBodyWhole: false });
    expect(Math.max(...recorded.map(({ body }) => body.length))).toBe(300);
  });
});
