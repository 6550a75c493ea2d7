import { dataOf, newKey, PAYLOAD, ROUTE, write } from '../support/idempotent-writes.js';
import { startService, TestService } from '../support/service.js';

describe('a write', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      environment: { RETRY_BASE_MS: '1', CIRCUIT_FAILURES: '1000' },
    });
  });

  beforeEach(() => service.world.reset());

  const executions = () => service.world.genesys.calls('execute');

  it('is executed once, and replayed byte for byte', async () => {
    service.world.genesys.respondWith('execute', () => ({
      status: 200,
      body: { b: 1, '10': 'ten', '9': 'nine', a: [1e21, -0.5, 'é\u2028 😀'], none: '', deep: { z: false, y: [] } },
    }));
    const key = newKey();
    const first = await write(service, key);
    const again = await write(service, key);

    expect(first.body.source).toBe('api');
    expect(first.headers.get('Idempotent-Replayed')).toBeNull();
    expect([again.status, again.body.source, again.headers.get('Idempotent-Replayed')]).toEqual([
      200,
      'replay',
      'true',
    ]);
    expect(dataOf(again)).toBe(dataOf(first));
    expect(again.body.correlation_id).not.toBe(first.body.correlation_id);
    expect(executions()).toHaveLength(1);
  });

  it('accepts one key in every place and notation', async () => {
    const key = newKey();
    await write(service, key);
    const quoted = await write(service, `"${key}"`);
    const inBody = await service.call(`/${ROUTE}`, { input_payload: PAYLOAD, idempotency_key: key });
    const enveloped = await service.call(ROUTE, { data: { input_payload: PAYLOAD, idempotency_key: key } });
    const headerFirst = await service.call(
      ROUTE,
      { input_payload: PAYLOAD, idempotency_key: 'another' },
      { headers: { 'Idempotency-Key': key } },
    );

    expect([quoted, inBody, enveloped, headerFirst].map(({ body }) => body.source)).toEqual(Array(4).fill('replay'));
    expect(executions()).toHaveLength(1);
  });

  it.each([
    ['beside the input', { input_payload: PAYLOAD }, { idempotency_key: 'beside' }, 'beside'],
    [
      'in the input, which has precedence',
      { input_payload: PAYLOAD, idempotency_key: 'inside' },
      { idempotency_key: 'x' },
      'inside',
    ],
    [
      'nowhere, because null and empty keys are ignored',
      { input_payload: PAYLOAD, idempotency_key: '' },
      { idempotency_key: null },
      /^[0-9a-f]{64}$/,
    ],
  ])('reads the key of an enveloped call %s', async (_, data, beside, key) => {
    const context = { flow: { id: 'f-1', name: 'Main' }, interaction: { id: 'i-1', type: 'call' } };
    await service.call(ROUTE, { data, ...context, ...beside });

    expect(executions()[0]?.headers['idempotency-key']).toEqual(
      typeof key === 'string' ? key : expect.stringMatching(key),
    );
  });

  it.each([
    ['another order of members', '{"a":1,"b":{"c":[1,2]}}', '{"b":{"c":[1,2]},"a":1}', 200],
    ['another notation of a number', '{"a":1,"b":2}', '{"b":2.0,"a":1}', 200],
    ['another notation of a letter', '{"a":"é"}', '{"a":"\\u00e9"}', 200],
    ['other blanks', '{"a":[1,2]}', '{ "a" : [ 1, 2 ] }', 200],
    ['another number', '{"a":1}', '{"a":2}', 422],
    ['a number as text', '{"a":1}', '{"a":"1"}', 422],
    ['another order of a list', '{"a":[1,2]}', '{"a":[2,1]}', 422],
    ['one more member', '{"a":1}', '{"a":1,"b":""}', 422],
    ['null instead of a missing member', '{"a":1}', '{"a":1,"b":null}', 422],
    ['another letter', '{"a":"e"}', '{"a":"é"}', 422],
    ['a letter with a combining accent', '{"a":"\\u00e9"}', '{"a":"e\\u0301"}', 422],
  ])('compares payloads by their JSON value: %s', async (_, first, second, status) => {
    const headers = { 'Idempotency-Key': newKey() };
    await service.call(ROUTE, undefined, { headers, raw: `{"input_payload":${first}}` });
    const again = await service.call(ROUTE, undefined, { headers, raw: `{"input_payload":${second}}` });

    expect(again.status).toBe(status);
    expect(again.body.code).toBe(status === 200 ? 'OK' : 'IDEMPOTENCY_KEY_REUSED');
    expect(executions()).toHaveLength(1);
  });

  it('does not claim its key with an invalid input', async () => {
    const key = newKey();
    const rejected = await service.call(ROUTE, {}, { headers: { 'Idempotency-Key': key } });

    expect([rejected.status, rejected.body.code]).toEqual([400, 'INVALID_INPUT']);
    expect((await write(service, key)).body.source).toBe('api');
  });

  it.each([
    ['a blank', 'evt 1'],
    ['nothing', ''],
    ['256 characters', 'k'.repeat(256)],
    ['an unrendered template', '${input.key}'],
  ])('is rejected with a key of %s', async (_, key) => {
    const { status, body } = await write(service, key);

    expect([status, body.code]).toEqual([400, 'INVALID_INPUT']);
    expect(executions()).toHaveLength(0);
  });

  it('is executed separately for each client and each organisation with the same key', async () => {
    const { issuer } = service.world;
    const key = newKey();
    const tokens = [
      issuer.token(),
      issuer.token({ claims: { sub: 'another-client' } }),
      issuer.token({ claims: { organization_id: 'another-organisation' } }),
    ];
    const replies = await Promise.all(
      tokens.map((token, caller) => write(service, key, { payload: { ...PAYLOAD, caller }, token })),
    );

    expect(replies.map(({ body }) => body.source)).toEqual(['api', 'api', 'api']);
    expect(new Set(replies.map(dataOf)).size).toBe(3);
    expect(executions()).toHaveLength(3);
    const again = await Promise.all(
      tokens.map((token, caller) => write(service, key, { payload: { ...PAYLOAD, caller }, token })),
    );
    expect(again.map(dataOf)).toEqual(replies.map(dataOf));
  });

  it('counts its outcomes', async () => {
    const { text } = await service.send('/metrics');

    for (const outcome of ['executed', 'replayed', 'mismatch'])
      expect(text).toMatch(new RegExp(`idempotency_outcomes_total\\{outcome="${outcome}"\\} [1-9]`));
  });

  it('has its key and its conflicts in the OpenAPI document, unlike a read', async () => {
    const { body } = await service.send('/openapi.json');
    const paths = body['paths'] as Record<string, { post: { parameters: { name: string }[]; responses: object } }>;
    const post = (name: string) => paths[`/api/v1/dataactions/${name}`]?.post;

    expect(post(ROUTE)?.parameters.map(({ name }) => name)).toContain('Idempotency-Key');
    expect(Object.keys(post(ROUTE)?.responses ?? {})).toEqual(expect.arrayContaining(['409', '422']));
    expect(post('customer-lookup')?.parameters.map(({ name }) => name)).not.toContain('Idempotency-Key');
  });
});
