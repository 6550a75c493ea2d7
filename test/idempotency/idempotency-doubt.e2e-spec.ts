import { dataOf, INVOKE_PATH, newKey, PAYLOAD, write } from '../support/idempotent-writes.js';
import { startService, TestService, until } from '../support/service.js';

describe('a write with an unknown outcome', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      environment: { RETRY_BASE_MS: '1', CIRCUIT_FAILURES: '1000' },
    });
  });

  beforeEach(() => service.world.reset());

  const executions = () => service.world.genesys.calls('execute');

  it.each(['hang', 'hangBody'] as const)(
    'results from an upstream that does not respond in time (%s), and is never resent',
    async (kind) => {
      service.world.genesys.fail('execute', { kind, takesEffect: true });
      const key = newKey();
      const lost = await write(service, key, { headers: { 'X-Action-Timeout-Ms': '1000' } });
      service.world.genesys.heal();
      const again = [await write(service, key), await write(service, key)];

      expect(lost.body.code).toBe('DEADLINE_EXCEEDED');
      for (const { status, body } of again)
        expect([status, body.code, body.fallback_type]).toEqual([409, 'OUTCOME_UNKNOWN', 'conflict']);
      expect(service.world.genesys.runs.countOf(key)).toBe(1);
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
  ])('after a %i of the upstream has a repeat with %i', async (upstreamStatus, status) => {
    service.world.genesys.fail('execute', { kind: 'status', status: upstreamStatus, times: 3 });
    const key = newKey();
    await write(service, key);
    service.world.genesys.heal();

    expect((await write(service, key)).status).toBe(status);
  });

  it('does not result from a request that was never sent', async () => {
    const unreachable = await startService({
      world: service.world,
      environment: { GENESYS_LOGIN_URL: service.world.genesys.url, GENESYS_API_URL: 'http://127.0.0.1:9' },
    });
    const key = newKey();
    const codes = [await write(unreachable, key), await write(unreachable, key)].map(({ body }) => body.code);
    await unreachable.stop();

    expect(codes).toEqual(['UPSTREAM_UNREACHABLE', 'UPSTREAM_UNREACHABLE']);
  });
});

describe('a write to an upstream that honours keys', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      environment: { GENESYS_INVOKE_PATH: INVOKE_PATH, RETRY_ATTEMPTS: '1' },
    });
  });

  beforeEach(() => service.world.reset());

  const upstreamKeys = () => service.world.genesys.calls('invoke').map(({ headers }) => headers['idempotency-key']);

  it.each(['reset', 'hang', 'cutShort'] as const)(
    'is resent with the same key when its response was lost (%s), and executed once',
    async (kind) => {
      service.world.genesys.fail('invoke', { kind, takesEffect: true, times: 1 });
      const key = newKey();
      const lost = await write(service, key, { headers: { 'X-Action-Timeout-Ms': '1000' } });
      const again = await write(service, key);

      expect(lost.status).toBe(429);
      expect([again.status, again.body.source]).toEqual([200, 'api']);
      expect((await write(service, key)).body.source).toBe('replay');
      expect(upstreamKeys()).toEqual([key, key]);
      expect(service.world.genesys.runs.countOf(key)).toBe(1);
    },
  );

  it('stays bound to its payload while its outcome is unknown', async () => {
    service.world.genesys.fail('invoke', { kind: 'reset', takesEffect: true, times: 1 });
    const key = newKey();
    await write(service, key);

    expect((await write(service, key, { payload: { other: true } })).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('has a different upstream key for each client', async () => {
    const token = service.world.issuer.token({ claims: { sub: 'another-client' } });
    const key = newKey();
    const first = await write(service, key, { payload: { ...PAYLOAD, contactId: 'secret-of-the-first' } });
    const other = await write(service, key, { token });

    expect(other.body.source).toBe('api');
    expect(other.text).not.toContain('secret-of-the-first');
    expect(dataOf(other)).not.toBe(dataOf(first));
    expect(service.world.genesys.runs.all).toHaveLength(2);
    expect(upstreamKeys()[0]).toBe(key);
    expect(upstreamKeys()[1]).toMatch(new RegExp(`^${key}\\.[\\w-]{16}$`));
  });

  it('reports a key that the upstream has bound to a failure, and can be retried', async () => {
    const key = newKey();
    service.world.genesys.runs.bindToFailure(key);
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

  it('has one takeover at a time after an unknown outcome', async () => {
    service.world.genesys.fail('invoke', { kind: 'reset', takesEffect: true, latencyMs: 100, times: 1 });
    const key = newKey();
    const replies = await Promise.all(Array.from({ length: 20 }, () => write(service, key)));

    expect(replies.filter(({ status }) => status === 429)).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status === 200).map(dataOf)).size).toBe(1);
    expect(upstreamKeys()).toEqual([key, key]);
    expect(service.world.genesys.runs.countOf(key)).toBe(1);
    await until(async () => /outcome="takeover"\} [1-9]/.test((await service.send('/metrics')).text));
  });
});
