import { DrainTracker } from '../../src/observability/drain-tracker.js';
import { dataOf, holdResponses, INVOKE_PATH, newKey, PAYLOAD, ROUTE, write } from '../support/idempotent-writes.js';
import { startService, TestService, until } from '../support/service.js';
import { startWorld, World } from '../support/world.js';

let world: World;
let service: TestService;

beforeAll(async () => {
  world = await startWorld();
  const environment = { ACTION_TIMEOUT_MS: '10000', RETRY_BASE_MS: '1', CIRCUIT_FAILURES: '1000' };
  service = await startService({ world, environment });
});

beforeEach(() => world.reset());

const executions = () => world.genesys.calls('execute');

describe('a write', () => {
  it('is executed once, and replayed byte for byte', async () => {
    world.genesys.respondWith('execute', () => ({
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

  it('accepts the same key in every place and notation', async () => {
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
  ])('gets its key from an enveloped call: %s', async (_, data, beside, key) => {
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
    const { issuer } = world;
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

describe('a write in flight', () => {
  it('returns its result to all concurrent duplicates', async () => {
    const release = holdResponses(service);
    const key = newKey();
    const calls = Array.from({ length: 50 }, () => write(service, key));
    await world.genesys.whenReceived('execute');
    release();
    const replies = await Promise.all(calls);

    expect(new Set(replies.map(dataOf)).size).toBe(1);
    expect(replies.filter(({ body }) => body.source === 'api')).toHaveLength(1);
    expect(replies.filter(({ headers }) => headers.get('Idempotent-Replayed') === 'true')).toHaveLength(49);
    expect(executions()).toHaveLength(1);
  });

  it('rejects a duplicate with a short deadline with IDEMPOTENCY_IN_PROGRESS, in both failure styles', async () => {
    const release = holdResponses(service);
    const key = newKey();
    const first = write(service, key);
    await world.genesys.whenReceived('execute');
    const shortDeadline = { 'X-Action-Timeout-Ms': '1000' };
    const [status, inBody] = await Promise.all([
      write(service, key, { headers: shortDeadline }),
      write(service, key, { headers: { ...shortDeadline, 'X-Failure-Style': 'in-body' } }),
    ]);
    release();

    expect([status.status, inBody.status]).toEqual([409, 200]);
    for (const { body, headers } of [status, inBody]) {
      expect(body).toMatchObject({
        code: 'IDEMPOTENCY_IN_PROGRESS',
        status_code: 409,
        fallback_type: 'conflict',
        action: 'wait_and_retry',
      });
      expect(headers.get('Retry-After')).toBe(String(body.retry_after));
      expect(body.retry_after).toBeGreaterThanOrEqual(8);
      expect(body.retry_after).toBeLessThanOrEqual(12);
    }
    expect((await first).status).toBe(200);
  });

  it('rejects another payload with the same key', async () => {
    const release = holdResponses(service);
    const key = newKey();
    const first = write(service, key);
    await world.genesys.whenReceived('execute');
    const other = await write(service, key, { payload: { other: true } });
    release();

    expect([other.status, other.body.code, other.body.action]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED', 'fix_request']);
    expect(other.body.retry_after).toBe(0);
    expect((await first).status).toBe(200);
  });

  it('is executed by one of the waiting duplicates after it failed without effect', async () => {
    world.genesys.fail('execute', { kind: 'status', status: 400, latencyMs: 100, times: 1 });
    const key = newKey();
    const replies = await Promise.all([write(service, key), write(service, key), write(service, key)]);

    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 424]);
    expect(new Set(replies.filter(({ status }) => status === 200).map(dataOf)).size).toBe(1);
    expect(executions()).toHaveLength(2);
  });

  it('completes and is stored after its caller disconnects, even during a drain', async () => {
    const release = holdResponses(service);
    const key = newKey();
    const caller = new AbortController();
    const abandoned = fetch(`${service.url}/${ROUTE}`, {
      method: 'POST',
      body: JSON.stringify({ input_payload: PAYLOAD, idempotency_key: key }),
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${world.issuer.token()}` },
      signal: caller.signal,
    });
    abandoned.catch(() => undefined);
    await world.genesys.whenReceived('execute');
    caller.abort();
    await until(async () => (await service.send('/metrics')).text.includes('code="ABANDONED"'));
    let hasDrained = false;
    const draining = service.app
      .get(DrainTracker)
      .drain(30_000)
      .then(() => (hasDrained = true));
    // This drain has no work and began later. Only the write can keep the first drain running.
    await new DrainTracker().drain(30_000);
    expect(hasDrained).toBe(false);
    release({ written: true });

    const again = await write(service, key);

    expect(again.body).toMatchObject({ source: 'replay', data: { output: { written: true } } });
    expect(executions()).toHaveLength(1);
    await draining;
  });
});

describe('a write with an unknown outcome', () => {
  it.each(['hang', 'hangBody'] as const)(
    'results from an upstream that does not respond in time (%s), and is never resent',
    async (kind) => {
      world.genesys.fail('execute', { kind, takesEffect: true });
      const key = newKey();
      const lost = await write(service, key, { headers: { 'X-Action-Timeout-Ms': '1000' } });
      world.genesys.heal();
      const again = [await write(service, key), await write(service, key)];

      expect(lost.body.code).toBe('DEADLINE_EXCEEDED');
      for (const { status, body } of again)
        expect([status, body.code, body.fallback_type]).toEqual([409, 'OUTCOME_UNKNOWN', 'conflict']);
      expect(world.genesys.runs.countOf(key)).toBe(1);
      expect(executions()).toHaveLength(1);
    },
  );

  it.each([
    [500, 409],
    [502, 409],
    [504, 409],
    [400, 200],
    [403, 200],
    [429, 200],
    [501, 200],
    [503, 200],
  ])(
    'results only from some statuses: after a %i of the upstream, a repeat of the write gets a %i',
    async (upstreamStatus, status) => {
      world.genesys.fail('execute', { kind: 'status', status: upstreamStatus, times: 3 });
      const key = newKey();
      await write(service, key);
      world.genesys.heal();

      expect((await write(service, key)).status).toBe(status);
    },
  );

  it('does not result from a request that was never sent', async () => {
    const unreachable = await startService({
      world,
      environment: { GENESYS_LOGIN_URL: world.genesys.url, GENESYS_API_URL: 'http://127.0.0.1:9' },
    });
    const key = newKey();
    const codes = [await write(unreachable, key), await write(unreachable, key)].map(({ body }) => body.code);
    await unreachable.stop();

    expect(codes).toEqual(['UPSTREAM_UNREACHABLE', 'UPSTREAM_UNREACHABLE']);
  });
});

describe('a write to an upstream that honours keys', () => {
  beforeAll(async () => {
    service = await startService({ world, environment: { GENESYS_INVOKE_PATH: INVOKE_PATH, RETRY_ATTEMPTS: '1' } });
  });

  const upstreamKeys = () => world.genesys.calls('invoke').map(({ headers }) => headers['idempotency-key']);

  it.each(['reset', 'hang', 'cutShort'] as const)(
    'is resent with the same key after its response was lost (%s), and executed once',
    async (kind) => {
      world.genesys.fail('invoke', { kind, takesEffect: true, times: 1 });
      const key = newKey();
      const lost = await write(service, key, { headers: { 'X-Action-Timeout-Ms': '1000' } });
      const again = await write(service, key);

      expect(lost.status).toBe(429);
      expect([again.status, again.body.source]).toEqual([200, 'api']);
      expect((await write(service, key)).body.source).toBe('replay');
      expect(upstreamKeys()).toEqual([key, key]);
      expect(world.genesys.runs.countOf(key)).toBe(1);
    },
  );

  it('stays bound to its payload while its outcome is unknown', async () => {
    world.genesys.fail('invoke', { kind: 'reset', takesEffect: true, times: 1 });
    const key = newKey();
    await write(service, key);

    expect((await write(service, key, { payload: { other: true } })).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('has a different upstream key for each client', async () => {
    const token = world.issuer.token({ claims: { sub: 'another-client' } });
    const key = newKey();
    const first = await write(service, key, { payload: { ...PAYLOAD, contactId: 'secret-of-the-first' } });
    const other = await write(service, key, { token });

    expect(other.body.source).toBe('api');
    expect(other.text).not.toContain('secret-of-the-first');
    expect(dataOf(other)).not.toBe(dataOf(first));
    expect(world.genesys.runs.all).toHaveLength(2);
    expect(upstreamKeys()[0]).toBe(key);
    expect(upstreamKeys()[1]).toMatch(new RegExp(`^${key}\\.[\\w-]{16}$`));
  });

  it('reports a key for which the upstream has stored a failure, and can be retried', async () => {
    const key = newKey();
    world.genesys.runs.bindToFailure(key);
    const [one, two] = [await write(service, key), await write(service, key)];

    for (const { status, body } of [one, two])
      expect([status, body.code, body.action, body.retry_after]).toEqual([
        409,
        'IDEMPOTENCY_CONFLICT',
        'route_to_fallback',
        0,
      ]);
    expect(upstreamKeys()).toEqual([key, key]);
  });

  it('is taken over by one caller at a time after an unknown outcome', async () => {
    world.genesys.fail('invoke', { kind: 'reset', takesEffect: true, latencyMs: 100, times: 1 });
    const key = newKey();
    const replies = await Promise.all(Array.from({ length: 20 }, () => write(service, key)));

    expect(replies.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status === 200).map(dataOf)).size).toBe(1);
    expect(upstreamKeys()).toEqual([key, key]);
    expect(world.genesys.runs.countOf(key)).toBe(1);
    await until(async () => /outcome="takeover"\} [1-9]/.test((await service.send('/metrics')).text));
  });
});
