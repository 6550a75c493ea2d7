import { writeFileSync } from 'node:fs';
import { freePort } from '../../sandbox/process/free-port.js';
import { FileWatcher } from '../../src/config/files/file-watcher.js';
import { RecordingUpstream } from '../support/network/recording-upstream.js';
import { Reply, TestService } from '../support/service.js';
import { definition, DefinitionFolder, startHosting, texts } from './hosted-world.js';

const CUSTOMER = { id: 'c-1', name: 'Ada', big: 1 };

let upstream: RecordingUpstream;
let service: TestService;
let secrets: DefinitionFolder;

/** An action with a token, and the customAuth action that fetches it from a URL that ends with `/token`. */
function withLogin(name: string): Record<string, object | string> {
  const login = {
    url: `${upstream.url}/${name}/token`,
    method: 'POST',
    actionType: 'customAuth',
    headers: {
      Authorization: 'Basic $encoding.base64("${credentials.id}:${credentials.secret}")',
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  };
  const headers = { Authorization: '${authResponse.token_type} ${authResponse.access_token}' };
  return {
    [`${name}-login.customAuth.json`]: definition(login),
    [`${name}-login.policy.yaml`]: `credentials: { id: { env: LOGIN_ID }, secret: { file: ${secrets.path}/secret } }\n`,
    [`${name}.json`]: definition({ url: `${upstream.url}/${name}/\${input.id}`, headers, input: texts('id') }),
    [`${name}.policy.yaml`]: `auth: ${name}-login\n`,
  };
}

beforeAll(async () => {
  upstream = await RecordingUpstream.start();
  secrets = new DefinitionFolder({ secret: 'first-secret\n' });
  const [base, gone] = [upstream.url, await freePort()];
  const post = { method: 'POST', input: texts('id'), body: '{"id": "$esc.jsonString(${input.id})"}' };
  const read = (path: string): object =>
    definition({
      url: `${base}/${path}/\${input.id}`,
      input: texts('id'),
      map: { name: '$.name' },
      success: '{"name": ${name}}',
    });
  service = await startHosting(
    {
      'Spec-Get-Customer.custom.json': definition({
        url: `${base}/customers/\${input.id}?page=\${input.page}`,
        input: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string' }, page: { type: 'integer', default: 1 }, all: { type: 'boolean' } },
        },
        output: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
        map: { name: '$.name' },
        success: '{"name": ${name}}',
      }),
      'spec-list-orders.json': definition({
        url: `${base}/orders`,
        output: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } },
      }),
      'SpecCloseTicket.json': definition({
        url: `${base}/tickets/\${input.id}`,
        method: 'PUT',
        body: '{"id": "${input.id}", "note": "${input.note}"}',
        input: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, note: { type: 'string' } } },
      }),
      'cached.json': definition({ url: `${base}/cached/\${input.id}`, input: texts('id') }),
      'cached.policy.yaml': 'cache: { ttlSeconds: 60 }\nnotFound: { status: 404, output: { found: false } }\n',
      'spec-get-user.json': definition({ url: '/api/v2/users/${input.userId}', input: texts('userId') }),
      'find.json': read('find'),
      'typed.json': definition({
        url: `${base}/typed`,
        output: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
      }),
      'patient.json': read('patient'),
      'patient.policy.yaml': 'timeoutSeconds: 0.1\nretry: { attempts: 1 }\n',
      'kept.json': read('kept'),
      'kept.policy.yaml':
        'cache: { ttlSeconds: 0.05, revalidateSeconds: 0, staleSeconds: 60 }\nretry: { attempts: 1 }\n',
      'one.json': read('one'),
      'one.policy.yaml': 'concurrency: 1\nretry: { attempts: 1 }\n',
      'gone.json': definition({ url: `http://127.0.0.1:${gone}/x` }),
      'book.json': definition({ url: `${base}/book`, ...post }),
      'pay.json': definition({ url: `${base}/pay`, ...post }),
      'pay.policy.yaml': 'idempotency: { header: X-Request-Key }\n',
      'search.json': definition({ url: `${base}/search`, ...post }),
      'search.policy.yaml': 'effect: read\n',
      'styled.json': read('styled'),
      'styled.policy.yaml': 'failureStyle: in-body\n',
      ...withLogin('shared'),
      ...withLogin('renewed'),
      ...withLogin('refused'),
      ...withLogin('rotated'),
    },
    // The deadline is shorter than the Retry-After of a response, so no call waits for a retry.
    {
      environment: { RETRY_BASE_MS: '1', CIRCUIT_FAILURES: '1000', ACTION_TIMEOUT_MS: '8000', LOGIN_ID: 'client-1' },
    },
  );
});

beforeEach(() => upstream.reset());

describe('hosted actions', () => {
  it('serves a GET as a read, with typed inputs and the default of the contract', async () => {
    upstream.respond = () => ({ json: CUSTOMER });
    const { status, body } = await service.call('spec-get-customer', { id: 'c 1', page: '', all: 'true', other: 1 });

    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ data: { name: 'Ada' }, code: 'OK', source: 'api', success: true }),
    ]);
    expect(upstream.requests.map(({ method, target }) => [method, target])).toEqual([
      ['GET', '/customers/c%201?page=1'],
    ]);
  });

  it('returns a list in data.items', async () => {
    upstream.respond = () => ({ text: '[{"id": 12345678901234567890}, {"id": 2}]' });
    const { text } = await service.call('spec-list-orders', {});

    expect(text).toContain('"data":{"items":[{"id":12345678901234567890},{"id":2}]}');
  });

  it('sends a PUT once per idempotency key', async () => {
    upstream.respond = () => ({ json: { ok: true } });
    const input = { id: 't-1', note: 'done "well"', idempotency_key: 'k-1' };
    const [first, second] = [
      await service.call('spec-close-ticket', input),
      await service.call('spec-close-ticket', input),
    ];

    expect([first.body.data, second.body.data]).toEqual([{ ok: true }, { ok: true }]);
    expect(second.body.source).toBe('replay');
    expect(upstream.requests).toHaveLength(1);
    expect(JSON.parse(upstream.requests[0]?.text ?? '')).toEqual({ id: 't-1', note: 'done "well"' });
    expect((await service.call('spec-close-ticket', { id: 't-1' })).body).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('caches outputs, and returns the output that the policy defines for "not found"', async () => {
    upstream.respond = () => ({ json: { found: true } });
    await service.call('cached', { id: '1' });
    const { body, headers } = await service.call('cached', { id: '1' });
    expect([body.source, headers.get('x-cache'), upstream.requests.length]).toEqual(['cache', 'HIT', 1]);

    upstream.respond = () => ({ status: 404, json: {} });
    expect((await service.call('cached', { id: '2' })).body).toMatchObject({ code: 'OK', data: { found: false } });
  });

  it('calls the API of Genesys Cloud with the token of the service', async () => {
    const { body } = await service.call('spec-get-user', { userId: 'c-1' });
    expect(body).toMatchObject({ code: 'OK', data: { id: 'c-1' } });
  });

  it('are in the catalogue and in the OpenAPI document', async () => {
    const token = service.world.issuer.token();
    const { text } = await service.send('/api/v1/dataactions', { headers: { Authorization: `Bearer ${token}` } });
    const listed = (JSON.parse(text) as { name: string }[]).find(({ name }) => name === 'spec-get-customer');
    expect(listed).toMatchObject({
      effect: 'read',
      scope: 'dataaction:read',
      inputSchema: { required: ['id'], properties: { page: { type: 'integer', default: 1 } } },
      outputSchema: { required: ['name'], properties: { name: { type: 'string' } } },
    });
    const document = JSON.parse((await service.send('/openapi.json')).text) as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toContain('/api/v1/dataactions/spec-close-ticket');
  });
});

describe('failures of hosted actions', () => {
  const badResponse = ['UPSTREAM_BAD_RESPONSE', 502, 'route_to_fallback'] as const;

  const table = ({ status, body, headers }: Reply): unknown => ({
    http: status,
    code: body.code,
    status_code: body.status_code,
    fallback: body.fallback_type,
    hint: body.action,
    waits: headers.get('retry-after') !== null,
    data: body.data,
  });

  it.each([
    ['its 400', 'UPSTREAM_REJECTED', 400, 'route_to_fallback', { status: 400, json: {} }],
    ['its 401', 'UPSTREAM_REJECTED', 401, 'refresh_token', { status: 401, json: {} }],
    ['its 403', 'UPSTREAM_REJECTED', 403, 'log_permission_error', { status: 403, json: {} }],
    ['its 404', 'UPSTREAM_REJECTED', 404, 'route_to_fallback', { status: 404, json: {} }],
    [
      'its 429',
      'UPSTREAM_THROTTLED',
      429,
      'wait_and_retry',
      { status: 429, json: {}, headers: { 'Retry-After': '9' } },
    ],
    ['its 500', 'UPSTREAM_UNAVAILABLE', 500, 'route_to_fallback', { status: 500, json: {} }],
    ['a redirect', ...badResponse, { status: 302, json: {}, headers: { Location: '/other' } }],
    ['a response that is not JSON', ...badResponse, { text: '<html>' }],
    ['a response that is too large', ...badResponse, { text: `"${'x'.repeat(2_200_000)}"` }],
    ['a response without the output', ...badResponse, { json: { other: 1 } }],
  ])('reports %s of the upstream as %s %i', async (_, code, status_code, hint, response) => {
    const isRejected = code === 'UPSTREAM_REJECTED';
    const expected = { code, status_code, hint, waits: !isRejected, data: {} };
    upstream.respond = () => response;
    const byStatus = await service.call('find', { id: '1' });
    const inBody = await service.call('find', { id: '1' }, { headers: { 'X-Failure-Style': 'in-body' } });

    expect(table(byStatus)).toMatchObject({ ...expected, http: isRejected ? 424 : 429 });
    expect(table(inBody)).toMatchObject({ ...expected, http: 200 });
    expect(upstream.requests.every(({ target }) => target === '/find/1')).toBe(true);
  });

  it('checks the output against its contract, and shows no text of the response', async () => {
    upstream.respond = () => ({ json: { n: 'secret text' } });
    const { body } = await service.call('typed', {});

    expect(body).toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      errors: [expect.stringContaining('/n must be integer')],
    });
    expect(JSON.stringify(body)).not.toContain('secret text');
  });

  it('retries a read, and gives up after the attempts of the policy', async () => {
    upstream.respond = () => (upstream.requests.length < 3 ? { status: 500, json: {} } : { json: { name: 'Ada' } });
    expect((await service.call('find', { id: '1' })).body).toMatchObject({ data: { name: 'Ada' } });

    upstream.reset();
    upstream.respond = () => ({ status: 500, json: {} });
    await service.call('kept', { id: '1' });
    expect(upstream.requests).toHaveLength(1);
  });

  it('ends an attempt after the timeout of the policy', async () => {
    upstream.respond = () => undefined;
    expect(table(await service.call('patient', { id: '1' }))).toMatchObject({
      code: 'UPSTREAM_UNREACHABLE',
      status_code: 599,
    });
  });

  it('ends at the deadline', async () => {
    upstream.respond = () => undefined;
    const reply = await service.call('find', { id: '1' }, { headers: { 'X-Action-Timeout-Ms': '200' } });
    expect(table(reply)).toMatchObject({ http: 429, code: 'DEADLINE_EXCEEDED', status_code: 504 });
  });

  it('reports that the upstream cannot be reached', async () => {
    expect(table(await service.call('gone', {}))).toMatchObject({
      http: 429,
      code: 'UPSTREAM_UNREACHABLE',
      status_code: 599,
    });
  });

  it('serves a stale output while the upstream fails', async () => {
    upstream.respond = () => ({ json: { name: 'Ada' } });
    await service.call('kept', { id: '7' });
    upstream.respond = () => ({ status: 500, json: {} });
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect((await service.call('kept', { id: '7' })).body).toMatchObject({ source: 'stale', data: { name: 'Ada' } });
  });

  it('limits the number of concurrent executions', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    upstream.respond = async () => {
      await released;
      return { json: { name: 'Ada' } };
    };
    const calls = [1, 2, 3].map((id) => service.call('one', { id: String(id) }));
    const first = await Promise.race(calls);
    release();

    expect(first.body.code).toBe('OVERLOADED');
    expect((await Promise.all(calls)).filter(({ body }) => body.code === 'OK')).toHaveLength(2);
  });

  it('uses the failure style of the policy', async () => {
    upstream.respond = () => ({ status: 500, json: {} });
    expect(table(await service.call('styled', { id: '1' }))).toMatchObject({ http: 200, code: 'UPSTREAM_UNAVAILABLE' });
  });

  describe('a write', () => {
    const key = (name: string): object => ({ headers: { 'Idempotency-Key': name } });

    it('does not repeat a request with an unknown outcome', async () => {
      upstream.respond = () => ({ status: 500, json: {} });
      expect((await service.call('book', { id: '1' }, key('w-1'))).body.code).toBe('UPSTREAM_UNAVAILABLE');
      expect((await service.call('book', { id: '1' }, key('w-1'))).body).toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        status_code: 409,
      });
      expect(upstream.requests).toHaveLength(1);
    });

    it('repeats a request with the same key if the upstream honours keys', async () => {
      upstream.respond = () => (upstream.requests.length < 3 ? { status: 500, json: {} } : { json: { ok: 1 } });
      expect((await service.call('pay', { id: '1' }, key('w-2'))).body).toMatchObject({ data: { ok: 1 } });
      const keys = new Set(upstream.requests.map(({ headers }) => headers['x-request-key']));
      expect([upstream.requests.length, keys.size, typeof [...keys][0]]).toEqual([3, 1, 'string']);
    });

    it('sends no key if the policy does not name a header for it', async () => {
      await service.call('book', { id: '2' }, key('w-3'));
      expect(upstream.requests[0]?.headers['idempotency-key']).toBeUndefined();
    });

    it('rejects another payload under the same key', async () => {
      await service.call('book', { id: '3' }, key('w-4'));
      expect((await service.call('book', { id: '4' }, key('w-4'))).body).toMatchObject({
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
    });

    it('requires the scope of writes, while a POST that only searches requires the scope of reads', async () => {
      const token = service.world.issuer.token({ claims: { scope: 'dataaction:read' } });
      expect((await service.call('book', { id: '1' }, { token })).body.code).toBe('FORBIDDEN');
      expect((await service.call('search', { id: '1' }, { token })).body.code).toBe('OK');
    });
  });

  it.each([
    [{}, 'id is required'],
    [{ id: 5.5 }, 'id must be string'],
    [{ id: ['a'] }, 'id must be string'],
    [{ id: '${input.id}' }, 'unrendered template'],
  ])('rejects the input %j', async (input, message) => {
    const { status, body } = await service.call('find', input);
    expect([status, body.code, body.errors.join()]).toEqual([400, 'INVALID_INPUT', expect.stringContaining(message)]);
    expect(upstream.requests).toEqual([]);
  });
});

describe('custom authentication', () => {
  const isLogin = (target: string): boolean => target.endsWith('/token');

  it('fetches one token for all callers', async () => {
    upstream.respond = async ({ target }) => {
      if (!isLogin(target)) return { json: {} };
      await new Promise((resolve) => setTimeout(resolve, 30));
      return { json: { access_token: 't-1', token_type: 'Bearer', expires_in: 3600 } };
    };
    const replies = await Promise.all(Array.from({ length: 20 }, (_, id) => service.call('shared', { id: `c-${id}` })));

    expect(new Set(replies.map(({ body }) => body.code))).toEqual(new Set(['OK']));
    expect(upstream.requests.filter(({ target }) => isLogin(target))).toHaveLength(1);
    expect(upstream.requests[0]?.headers['authorization']).toBe(
      `Basic ${Buffer.from('client-1:first-secret').toString('base64')}`,
    );
    expect(upstream.requests.at(-1)?.headers['authorization']).toBe('Bearer t-1');
  });

  it('fetches a new token once if the upstream responds with 401', async () => {
    let issued = 0;
    let good = 'Bearer t-1';
    upstream.respond = ({ target, headers }) => {
      if (isLogin(target)) return { json: { access_token: `t-${(issued += 1)}`, token_type: 'Bearer' } };
      return headers['authorization'] === good ? { json: {} } : { status: 401, json: {} };
    };
    await service.call('renewed', { id: '1' });
    good = 'Bearer t-2';
    expect((await service.call('renewed', { id: '2' })).body.code).toBe('OK');
    good = 'none';
    expect((await service.call('renewed', { id: '3' })).body).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      status_code: 401,
      action: 'refresh_token',
    });
    expect(issued).toBe(3);
  });

  it('fails with the failure of the token request', async () => {
    upstream.respond = ({ target }) => (isLogin(target) ? { status: 403, json: {} } : { json: {} });
    expect((await service.call('refused', { id: '1' })).body).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      status_code: 403,
    });
    expect(upstream.requests.every(({ target }) => isLogin(target))).toBe(true);
  });

  it('cannot be called as an action', async () => {
    expect((await service.call('shared-login', {})).status).toBe(404);
  });

  it('uses the current secret in a file', async () => {
    upstream.respond = ({ target }) =>
      isLogin(target) ? { json: { access_token: 't', expires_in: 0 } } : { json: {} };
    await service.call('rotated', { id: '1' });
    writeFileSync(`${secrets.path}/secret`, 'second-secret');
    await service.app.get(FileWatcher).reload();
    await service.call('rotated', { id: '2' });

    const sent = upstream.requests
      .filter(({ target }) => isLogin(target))
      .map(({ headers }) => headers['authorization']);
    expect(sent.at(-1)).toBe(`Basic ${Buffer.from('client-1:second-secret').toString('base64')}`);
  });
});
