import { SANDBOX_ACTION_ID } from '../../sandbox/world.js';
import { INVOKE_PATH, PAYLOAD } from '../support/idempotent-writes.js';
import { startService, TestService } from '../support/service.js';
import { successEnvelope } from '../support/success-envelope.js';

const OTHER_ACTION = 'custom_-_00000000-1111-2222-3333-444444444444';
const BILLING = '987df7bd-f458-4534-b98d-330d3232a3fe';
const SALES = '33c81e57-d070-476f-aecf-9550eaed958b';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const FROM_UPSTREAM = { headers: { 'Cache-Control': 'no-cache' } };

interface QueuesData {
  readonly entities: readonly Record<string, unknown>[];
  readonly pagination: Readonly<Record<string, number>>;
}

let service: TestService;

beforeAll(async () => {
  service = await startService({ environment: { RETRY_BASE_MS: '1', CIRCUIT_FAILURES: '1000' } });
});

beforeEach(() => service.world.reset());

describe('queues', () => {
  /** Returns the `data` of a successful call that bypasses the cache. */
  async function queues(input: object): Promise<QueuesData> {
    const { status, body } = await service.call('queues', input, FROM_UPSTREAM);
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: [] });
    return body.data as unknown as QueuesData;
  }

  const namesOf = ({ entities }: QueuesData): unknown[] => entities.map(({ name }) => name);

  /** Returns the query of the latest request to the platform. */
  const latestQuery = (): Record<string, string> => {
    const url = new URL(service.world.genesys.calls('queues').at(-1)?.url ?? '', 'http://genesys');
    return Object.fromEntries(url.searchParams);
  };

  it.each(['/api/v1/dataactions/queues', '/dataaction/queues'])(
    'responds at %s with the complete envelope',
    async (path) => {
      const { status, headers, body } = await service.call(path, { queueIds: [BILLING] }, FROM_UPSTREAM);

      expect(status).toBe(200);
      expect(body).toEqual(
        successEnvelope(
          {
            entities: [
              {
                id: BILLING,
                name: 'Billing',
                description: 'Customers of Billing',
                divisionId: 'a868fd36-291b-4744-984a-712e4b86379b',
                divisionName: 'Home',
                memberCount: 18,
                joinedMemberCount: 9,
              },
            ],
            pagination: { pageNumber: 1, pageSize: 25, total: 1, pageCount: 1 },
          },
          headers,
        ),
      );
    },
  );

  it('shares a cache entry between equal inputs at both paths', async () => {
    const input = { name: 'Claims*', pageSize: 3 };

    const first = await service.call('queues', input);
    const second = await service.call('/dataaction/queues', { data: { ...input, pageSize: '3' } });

    expect(first.body.source).toBe('api');
    expect(second.body.source).toBe('cache');
    expect(second.body.data).toEqual(first.body.data);
    expect(service.world.genesys.count('queues')).toBe(1);
  });

  it('returns the first 25 queues without an input', async () => {
    const data = await queues({});

    expect(data.entities).toHaveLength(25);
    expect(data.pagination).toEqual({ pageNumber: 1, pageSize: 25, total: 30, pageCount: 2 });
    expect(latestQuery()).toEqual({ pageSize: '25', pageNumber: '1' });
  });

  it('returns the requested page', async () => {
    const data = await queues({ pageSize: 12, pageNumber: 3 });

    expect(namesOf(data)).toEqual([
      'Sales - Spanish',
      'Technical Support',
      'Technical Support - Callback',
      'Technical Support - Overflow',
      'Technical Support - Premium',
      'Technical Support - Spanish',
    ]);
    expect(data.pagination).toEqual({ pageNumber: 3, pageSize: 12, total: 30, pageCount: 3 });
  });

  it('returns an empty page past the last one', async () => {
    expect(await queues({ pageNumber: 9 })).toEqual({
      entities: [],
      pagination: { pageNumber: 9, pageSize: 25, total: 30, pageCount: 2 },
    });
  });

  it.each([
    ['a list', [BILLING, SALES]],
    ['a list as JSON in a string', `["${BILLING}", "${SALES}"]`],
  ])('finds queues by %s of ids', async (_, queueIds) => {
    expect(namesOf(await queues({ queueIds }))).toEqual(['Billing', 'Sales']);
    expect(latestQuery()['id']).toBe(`${BILLING},${SALES}`);
  });

  it('omits unknown ids', async () => {
    expect(namesOf(await queues({ queueIds: [UNKNOWN, SALES] }))).toEqual(['Sales']);
    expect(await queues({ queueIds: [UNKNOWN] })).toEqual({
      entities: [],
      pagination: { pageNumber: 1, pageSize: 25, total: 0, pageCount: 0 },
    });
  });

  it('finds queues by a name prefix with spaces', async () => {
    expect(namesOf(await queues({ name: 'Claims - *' }))).toEqual([
      'Claims - Callback',
      'Claims - Overflow',
      'Claims - Premium',
      'Claims - Spanish',
    ]);
  });

  it('finds queues by id and name together', async () => {
    expect(namesOf(await queues({ queueIds: [BILLING, SALES], name: 'S*' }))).toEqual(['Sales']);
  });

  it('accepts an enveloped input and numbers as text', async () => {
    const data = await queues({
      data: { queueIds: '', name: null, pageSize: '5', pageNumber: '2' },
      flow: { id: 'f-1', name: 'Main' },
      interaction: { id: 'i-1', type: 'call' },
    });

    expect(data.pagination).toEqual({ pageNumber: 2, pageSize: 5, total: 30, pageCount: 6 });
  });

  it.each([
    [{ pageSize: 0 }, 'pageSize must not be less than 1'],
    [{ pageSize: 101 }, 'pageSize must not be greater than 100'],
    [{ pageSize: 2.5 }, 'pageSize must be an integer number'],
    [{ pageNumber: 0 }, 'pageNumber must not be less than 1'],
    [{ queueIds: ['a,b'] }, 'each value in queueIds must be the id of a queue'],
    [{ queueIds: [7.5] }, 'each value in queueIds must be the id of a queue'],
    [{ queueIds: BILLING }, 'queueIds must be a list of at most 100 ids, or a string with such a list as JSON'],
    [{ name: { like: 'x' } }, 'name must be a string'],
  ])('rejects %j', async (input, message) => {
    const { status, body } = await service.call('queues', input);

    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'INVALID_INPUT', action: 'fix_request' });
    expect(body.errors).toContain(message);
    expect(service.world.genesys.count('queues')).toBe(0);
  });

  it.each([
    [{ kind: 'status', status: 200, body: {} }, 'Genesys Cloud sent a response that is not a list of queues'],
    [{ kind: 'notJson' }, 'Genesys Cloud sent a response that is not JSON'],
  ] as const)('reports %j as a bad response', async (fault, message) => {
    service.world.genesys.fail('queues', fault);

    const { status, body } = await service.call('queues', { name: 'newer' });

    expect(status).toBe(429);
    expect(body).toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', status_code: 502, errors: [message] });
  });
});

describe('queues without an OAuth client', () => {
  it('is disabled', async () => {
    const disabled = await startService({ world: service.world, environment: { GENESYS_CLIENT_SECRET: '' } });

    const { status, body } = await disabled.call('/dataaction/queues', {});

    expect({ status, code: body.code }).toEqual({ status: 404, code: 'UNKNOWN_ACTION' });
  });
});

describe('invoke-data-action', () => {
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

  it('rejects a Data Action that the configuration does not allow', async () => {
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

  it.each(['reset', 'cutShort'] as const)(
    'sends a write exactly once if its response is lost (%s), and reports an unknown outcome for its repeat',
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
  beforeAll(async () => {
    const environment = { GENESYS_INVOKE_PATH: INVOKE_PATH, GENESYS_DATA_ACTION_IDS: OTHER_ACTION, RETRY_BASE_MS: '1' };
    service = await startService({ world: service.world, environment });
  });

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

  it('retries a write with the same key after its response was lost, and the platform executes it once', async () => {
    service.world.genesys.fail('invoke', { kind: 'reset', takesEffect: true, times: 1 });

    const { body } = await service.call('invoke-data-action', { idempotency_key: 'k-3', input_payload: PAYLOAD });

    expect(body.code).toBe('OK');
    expect(service.world.genesys.calls('invoke').map(({ headers }) => headers['idempotency-key'])).toEqual([
      'k-3',
      'k-3',
    ]);
    expect(service.world.genesys.runs.countOf('k-3')).toBe(1);
  });
});
