import { definition, startHosting, texts } from './hosted-world.js';
import { RecordingUpstream } from '../support/network/recording-upstream.js';
import { TestService } from '../support/service.js';

const CUSTOMER = { id: 'c-1', name: 'Ada', big: 1 };

describe('hosted actions', () => {
  let upstream: RecordingUpstream;
  let service: TestService;

  beforeAll(async () => {
    upstream = await RecordingUpstream.start();
    const base = upstream.url;
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
      },
      {},
    );
  });

  beforeEach(() => upstream.reset());

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

  it('runs a PUT once per idempotency key', async () => {
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

  it('caches, and answers "not found" from the policy', async () => {
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

  it('is in the catalogue and in the OpenAPI document', async () => {
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
