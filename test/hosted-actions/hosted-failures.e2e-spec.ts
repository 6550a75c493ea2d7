import { definition, startHosting, texts } from './hosted-world.js';
import { RecordingUpstream } from '../support/network/recording-upstream.js';
import { freePort } from '../../sandbox/process/free-port.js';
import { Reply, TestService } from '../support/service.js';

describe('failures of hosted actions', () => {
  let upstream: RecordingUpstream;
  let service: TestService;

  beforeAll(async () => {
    upstream = await RecordingUpstream.start();
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
      },
      { environment: { RETRY_BASE_MS: '1', CIRCUIT_FAILURES: '1000', ACTION_TIMEOUT_MS: '1500' } },
    );
  });

  beforeEach(() => upstream.reset());

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
    [
      'its 400',
      { status: 400, json: {} },
      { http: 424, code: 'UPSTREAM_REJECTED', status_code: 400, hint: 'route_to_fallback', waits: false },
    ],
    [
      'its 401',
      { status: 401, json: {} },
      { http: 424, code: 'UPSTREAM_REJECTED', status_code: 401, hint: 'refresh_token', waits: false },
    ],
    [
      'its 403',
      { status: 403, json: {} },
      { http: 424, code: 'UPSTREAM_REJECTED', status_code: 403, hint: 'log_permission_error', waits: false },
    ],
    [
      'its 404',
      { status: 404, json: {} },
      { http: 424, code: 'UPSTREAM_REJECTED', status_code: 404, hint: 'route_to_fallback', waits: false },
    ],
    [
      'its 429',
      { status: 429, json: {}, headers: { 'Retry-After': '9' } },
      { http: 429, code: 'UPSTREAM_THROTTLED', status_code: 429, hint: 'wait_and_retry', waits: true },
    ],
    [
      'its 500',
      { status: 500, json: {} },
      { http: 429, code: 'UPSTREAM_UNAVAILABLE', status_code: 500, hint: 'route_to_fallback', waits: true },
    ],
    [
      'a redirect',
      { status: 302, json: {}, headers: { Location: '/other' } },
      { http: 429, code: 'UPSTREAM_BAD_RESPONSE', status_code: 502, hint: 'route_to_fallback', waits: true },
    ],
    [
      'no JSON',
      { text: '<html>' },
      { http: 429, code: 'UPSTREAM_BAD_RESPONSE', status_code: 502, hint: 'route_to_fallback', waits: true },
    ],
    [
      'too much',
      { text: `"${'x'.repeat(2_200_000)}"` },
      { http: 429, code: 'UPSTREAM_BAD_RESPONSE', status_code: 502, hint: 'route_to_fallback', waits: true },
    ],
    [
      'nothing for the output',
      { json: { other: 1 } },
      { http: 429, code: 'UPSTREAM_BAD_RESPONSE', status_code: 502, hint: 'route_to_fallback', waits: true },
    ],
  ])('reports %s of the upstream', async (_, response, expected) => {
    upstream.respond = () => response;
    const byStatus = await service.call('find', { id: '1' });
    const inBody = await service.call('find', { id: '1' }, { headers: { 'X-Failure-Style': 'in-body' } });

    expect(table(byStatus)).toMatchObject({ ...expected, data: {} });
    expect(table(inBody)).toMatchObject({ ...expected, http: 200, data: {} });
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

  it('gives up an attempt after the timeout of the policy', async () => {
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

  it('tells that the upstream cannot be reached', async () => {
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

  it('limits the executions at a time', async () => {
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

  it('takes the failure style of the policy', async () => {
    upstream.respond = () => ({ status: 500, json: {} });
    expect(table(await service.call('styled', { id: '1' }))).toMatchObject({ http: 200, code: 'UPSTREAM_UNAVAILABLE' });
  });

  describe('a write', () => {
    const key = (name: string): object => ({ headers: { 'Idempotency-Key': name } });

    it('does not repeat a request whose outcome is unknown', async () => {
      upstream.respond = () => ({ status: 500, json: {} });
      expect((await service.call('book', { id: '1' }, key('w-1'))).body.code).toBe('UPSTREAM_UNAVAILABLE');
      expect((await service.call('book', { id: '1' }, key('w-1'))).body).toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        status_code: 409,
      });
      expect(upstream.requests).toHaveLength(1);
    });

    it('repeats it under one key if the upstream honours keys', async () => {
      upstream.respond = () => (upstream.requests.length < 3 ? { status: 500, json: {} } : { json: { ok: 1 } });
      expect((await service.call('pay', { id: '1' }, key('w-2'))).body).toMatchObject({ data: { ok: 1 } });
      const keys = new Set(upstream.requests.map(({ headers }) => headers['x-request-key']));
      expect([upstream.requests.length, keys.size, typeof [...keys][0]]).toEqual([3, 1, 'string']);
    });

    it('sends no key that the policy does not name', async () => {
      await service.call('book', { id: '2' }, key('w-3'));
      expect(upstream.requests[0]?.headers['idempotency-key']).toBeUndefined();
    });

    it('rejects another payload under the same key', async () => {
      await service.call('book', { id: '3' }, key('w-4'));
      expect((await service.call('book', { id: '4' }, key('w-4'))).body).toMatchObject({
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
    });

    it('needs the scope of writes, and a POST that only searches that of reads', async () => {
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
