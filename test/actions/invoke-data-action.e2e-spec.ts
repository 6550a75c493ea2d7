import { SANDBOX_ACTION_ID } from '../../sandbox/world.js';
import { startService, TestService } from '../support/service.js';

const PAYLOAD = { contactId: 'c-9876543210', actionType: 'update_status', newStatus: 'resolved' };
const OTHER_ACTION = 'custom_-_00000000-1111-2222-3333-444444444444';
const INVOKE_PATH = '/api/v2/dataactions/actions/{actionId}/invoke';

describe('invoke-data-action', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      environment: { ACTION_TIMEOUT_MS: '1500', RETRY_BASE_MS: '1', CIRCUIT_FAILURES: '1000', REDIS_URL: '' },
    });
  });

  beforeEach(() => service.world.reset());

  const executions = () => service.world.genesys.calls('execute');

  it('runs the configured action with the payload as its flat input', async () => {
    const { status, body } = await service.call('invoke-data-action', {
      idempotency_key: 'k-1',
      input_payload: PAYLOAD,
    });

    expect(status).toBe(200);
    expect(body.source).toBe('api');
    expect(body.data).toEqual({
      id: expect.stringMatching(/^da-inv-[0-9a-f-]{36}$/),
      status: 'completed',
      output: expect.objectContaining({ contactId: 'c-9876543210' }),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(executions()).toHaveLength(1);
    expect(executions()[0]?.url).toContain(`/actions/${SANDBOX_ACTION_ID}/execute`);
    expect(executions()[0]?.body).toEqual(PAYLOAD);
    expect(executions()[0]?.headers['idempotency-key']).toBe('k-1');
  });

  it('replays the first response byte for byte, at either path and with the key in the body or a header', async () => {
    const first = await service.call('/invoke-data-action', { idempotency_key: 'k-2', input_payload: PAYLOAD });
    const again = await service.call(
      'invoke-data-action',
      { input_payload: JSON.stringify(PAYLOAD) },
      { headers: { 'Idempotency-Key': '"k-2"' } },
    );

    expect(again.body.source).toBe('replay');
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(JSON.stringify(again.body.data)).toBe(JSON.stringify(first.body.data));
    expect(executions()).toHaveLength(1);
  });

  it('sends the payload unchanged, with any member names', async () => {
    const payload = {
      constructor: 'Bovis',
      prototype: 'P-1',
      toString: 'x',
      nested: { constructor: [1, { a: null }] },
    };
    const { text } = await service.call('invoke-data-action', { idempotency_key: 'k-names', input_payload: payload });
    expect(text).toContain('"OK"');

    expect(executions()[0]?.body).toEqual(payload);
  });

  it('rejects a key that belongs to another payload', async () => {
    await service.call('invoke-data-action', { idempotency_key: 'k-3', input_payload: PAYLOAD });

    const { status, body } = await service.call('invoke-data-action', {
      idempotency_key: 'k-3',
      input_payload: { ...PAYLOAD, newStatus: 'open' },
    });

    expect([status, body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(executions()).toHaveLength(1);
  });

  it('derives the key of an enveloped call from its interaction, flow and payload', async () => {
    const context = { flow: { id: 'f-1', name: 'Main' }, interaction: { id: 'i-9', type: 'call' } };
    const first = await service.call('invoke-data-action', { data: { input_payload: PAYLOAD }, ...context });
    const again = await service.call('invoke-data-action', { data: { input_payload: PAYLOAD }, ...context });

    expect(first.body.source).toBe('api');
    expect(again.body.source).toBe('replay');
    expect(executions()[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('rejects a plain call without a key', async () => {
    const { status, body } = await service.call('invoke-data-action', { input_payload: PAYLOAD });

    expect([status, body.code]).toEqual([400, 'INVALID_INPUT']);
    expect(body.errors[0]).toMatch(/Idempotency-Key/);
    expect(executions()).toHaveLength(0);
  });

  it('rejects a Data Action that is not allowed', async () => {
    const input = { idempotency_key: 'k-4', input_payload: PAYLOAD, data_action_id: OTHER_ACTION };
    const { status, body } = await service.call('invoke-data-action', input);

    expect([status, body.code]).toEqual([400, 'INVALID_INPUT']);
    expect(executions()).toHaveLength(0);
  });

  it('requires the write scope', async () => {
    const token = service.world.issuer.token({ claims: { scope: 'dataaction:read' } });
    const { status } = await service.call('invoke-data-action', { idempotency_key: 'k', input_payload: {} }, { token });

    expect(status).toBe(403);
  });

  it.each([
    ['429 with Retry-After', { kind: 'status', status: 429, headers: { 'Retry-After': '0' }, times: 2 }],
    ['503', { kind: 'status', status: 503, times: 2 }],
  ] as const)('retries after %s with the same key', async (name, fault) => {
    service.world.genesys.fail('execute', fault);

    const { body } = await service.call('invoke-data-action', {
      idempotency_key: `k-${name.slice(0, 3)}`,
      input_payload: PAYLOAD,
    });

    expect(body.code).toBe('OK');
    expect(executions().map(({ headers }) => headers['idempotency-key'])).toEqual(
      Array(3).fill(`k-${name.slice(0, 3)}`),
    );
  });

  it('reports a rejection by the platform at once, and releases the key', async () => {
    service.world.genesys.fail('execute', { kind: 'status', status: 404, times: 1 });

    const rejected = await service.call('invoke-data-action', { idempotency_key: 'k-5', input_payload: PAYLOAD });
    const again = await service.call('invoke-data-action', { idempotency_key: 'k-5', input_payload: PAYLOAD });

    expect([rejected.status, rejected.body.code, rejected.body.status_code]).toEqual([424, 'UPSTREAM_REJECTED', 404]);
    expect(again.body.code).toBe('OK');
    expect(executions()).toHaveLength(2);
  });

  it.each(['reset', 'hang', 'hangBody', 'cutShort'] as const)(
    'sends a write whose response was lost (%s) exactly once, and reports an unknown outcome for its repeat',
    async (kind) => {
      service.world.genesys.fail('execute', { kind, takesEffect: true });
      const input = { idempotency_key: `k-${kind}`, input_payload: PAYLOAD };

      const lost = await service.call('invoke-data-action', input, { headers: { 'X-Action-Timeout-Ms': '500' } });
      service.world.genesys.heal();
      const again = await service.call('invoke-data-action', input);

      expect(lost.status).toBe(429);
      expect([again.status, again.body.code, again.body.action]).toEqual([409, 'OUTCOME_UNKNOWN', 'route_to_fallback']);
      expect(executions()).toHaveLength(1);
    },
  );

  it('logs in again if the token is revoked between two calls', async () => {
    await service.call('invoke-data-action', { idempotency_key: 'k-6', input_payload: PAYLOAD });
    service.world.genesys.tokens.revoke();

    const { body } = await service.call('invoke-data-action', { idempotency_key: 'k-7', input_payload: PAYLOAD });

    expect(body.code).toBe('OK');
  });
});

describe('invoke-data-action on a path that honours idempotency keys', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({
      environment: {
        GENESYS_INVOKE_PATH: INVOKE_PATH,
        GENESYS_DATA_ACTION_IDS: OTHER_ACTION,
        RETRY_BASE_MS: '1',
        ACTION_TIMEOUT_MS: '1500',
        REDIS_URL: '',
      },
    });
  });

  beforeEach(() => service.world.reset());

  it('wraps the input, and returns the ids of the platform', async () => {
    const { body } = await service.call('invoke-data-action', { idempotency_key: 'k-1', input_payload: PAYLOAD });

    const [call] = service.world.genesys.calls('invoke');
    expect(call?.body).toEqual({ input: PAYLOAD });
    expect(body.data).toMatchObject({
      id: expect.stringMatching(/^da-inv-/),
      requestId: expect.stringMatching(/^req-/),
    });
  });

  it('runs another allowed action', async () => {
    const input = { idempotency_key: 'k-2', input_payload: PAYLOAD, data_action_id: OTHER_ACTION };
    const { body } = await service.call('invoke-data-action', input);

    expect(body.code).toBe('OK');
    expect(service.world.genesys.calls('invoke')[0]?.url).toContain(OTHER_ACTION);
  });

  it('retries a write whose response was lost with the same key, and the platform executes it once', async () => {
    service.world.genesys.fail('invoke', { kind: 'reset', takesEffect: true, times: 1 });

    const { body } = await service.call('invoke-data-action', { idempotency_key: 'k-3', input_payload: PAYLOAD });

    expect(body.code).toBe('OK');
    expect(service.world.genesys.calls('invoke').map(({ headers }) => headers['idempotency-key'])).toEqual([
      'k-3',
      'k-3',
    ]);
    expect(service.world.genesys.runs.countOf('k-3')).toBe(1);
  });

  it('reports a key that the platform has bound to a failed run', async () => {
    service.world.genesys.runs.bindToFailure('k-4');

    const { status, body } = await service.call('invoke-data-action', {
      idempotency_key: 'k-4',
      input_payload: PAYLOAD,
    });

    expect([status, body.code, body.action]).toEqual([409, 'IDEMPOTENCY_CONFLICT', 'route_to_fallback']);
  });
});
