import { Fault } from '../../sandbox/simulator/faults.js';
import { Reply, startService, TestService } from '../support/service.js';
import { successEnvelope } from '../support/success-envelope.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const BILLING = '36715470-2159-469d-b07b-dbf29bc97f1d';
const EVERY_DNIS = 'tel:+13175550100';

interface Found {
  readonly conversations: readonly { conversationId: string; conversationStart: string }[];
  readonly interval: string;
  readonly truncated: boolean;
}

interface Query {
  readonly interval: string;
  readonly paging: { readonly pageSize: number; readonly pageNumber: number };
}

const ENVIRONMENT = {
  // At its deadline, the action returns its results so far. A busy machine must not reach the deadline.
  ACTION_TIMEOUT_MS: '60000',
  UPSTREAM_TIMEOUT_MS: '30000',
  CIRCUIT_FAILURES: '100000',
  RETRY_ATTEMPTS: '2',
  RETRY_BASE_MS: '1',
};

let service: TestService;

beforeAll(async () => {
  service = await startService({ environment: ENVIRONMENT });
});

beforeEach(() => service.world.reset());

describe('conversation-query', () => {
  const call = (filter_expression: string, more: object = {}): Promise<Reply> =>
    service.call('conversation-query', { filter_expression, ...more });

  async function find(filter_expression: string, more: object = {}): Promise<Found> {
    const { status, body } = await call(filter_expression, more);
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: [] });
    return body.data as unknown as Found;
  }

  const queries = (): Query[] => service.world.genesys.calls('analytics').map(({ body }) => body as Query);
  const startsOf = ({ conversations }: Found): string[] => conversations.map((one) => one.conversationStart);

  it.each(['/api/v1/dataactions/conversation-query', '/api/query'])(
    'responds at %s with the complete envelope',
    async (path) => {
      const filter_expression = `queue.id = '${BILLING}' AND createdDateTime >= '2026-01-01' AND createdDateTime < '2026-01-01T10:00:00Z'`;
      const { status, headers, body } = await service.call(path, { filter_expression, page_size: 50 });

      expect(status).toBe(200);
      expect(body).toEqual(
        successEnvelope(
          {
            conversations: [
              expect.objectContaining({ conversationStart: '2026-01-01T02:40:00.000Z' }),
              expect.objectContaining({
                conversationId: 'cf1d80b9-085e-41dd-9677-e078862cddf3',
                conversationStart: '2026-01-01T00:00:00.000Z',
                conversationEnd: '2026-01-01T00:05:10.000Z',
              }),
            ],
            interval: '2026-01-01T00:00:00.000Z/2026-01-01T10:00:00.000Z',
            truncated: false,
          },
          headers,
          { record_count: 2, raw_response: '' },
        ),
      );
    },
  );

  it("returns the newest conversations for the guide's example, and marks the result as truncated", async () => {
    const found = await find(`queue.id='${BILLING}' AND createdDateTime >= '2024-01-01T00:00:00Z'`, { page_size: 10 });

    expect(found.interval).toMatch(/^2024-01-01T00:00:00.000Z\//);
    expect(found.truncated).toBe(true);
    expect(found.conversations).toHaveLength(50);
    expect(startsOf(found)).toEqual(startsOf(found).sort().reverse());
    expect(JSON.stringify(found.conversations)).toContain(BILLING);
    expect(queries()).toHaveLength(5);
    expect(Date.now() - Date.parse(startsOf(found)[0] ?? '')).toBeLessThan(3 * 86_400_000);
  });

  it('reads at most five pages without a gap', async () => {
    const found = await find(`dnis = '${EVERY_DNIS}' AND createdDateTime < '2026-02-01'`, { page_size: 10 });

    expect(queries().map(({ paging }) => paging)).toEqual(
      [1, 2, 3, 4, 5].map((pageNumber) => ({ pageSize: 10, pageNumber })),
    );
    expect(found.truncated).toBe(true);
    expect(startsOf(found).length).toBe(50);
    expect(startsOf(found)[0]).toBe('2026-01-31T23:40:00.000Z');
    expect(startsOf(found)[49]).toBe('2026-01-31T07:20:00.000Z');
  });

  it('splits an interval that is too long for one query, and returns each conversation once', async () => {
    const found = await find(
      "(externalTag = 'campaign-7' AND wrapUpCode EXISTS AND originatingDirection = 'outbound') AND createdDateTime >= '2026-01-01' AND createdDateTime < '2026-03-05'",
    );

    expect(queries().map(({ interval }) => interval)).toEqual([
      '2026-02-02T00:00:00.000Z/2026-03-05T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z/2026-02-02T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z',
    ]);
    expect(found.truncated).toBe(false);
    expect(found.conversations).toHaveLength(31);
    expect(new Set(found.conversations.map((one) => one.conversationId)).size).toBe(31);
  });

  it('omits conversations that began before the interval', async () => {
    const found = await find(
      `dnis = '${EVERY_DNIS}' AND createdDateTime >= '2026-01-10T12:00:00Z' AND createdDateTime < '2026-01-10T13:00:00Z'`,
    );

    expect(startsOf(found)).toEqual([
      '2026-01-10T12:40:00.000Z',
      '2026-01-10T12:20:00.000Z',
      '2026-01-10T12:00:00.000Z',
    ]);
  });

  it('searches the last 24 hours if the filter has no time bounds', async () => {
    const { interval, truncated } = await find("queue.id = 'nobody'");
    const [from = '', to = ''] = interval.split('/');

    expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
    expect(Math.abs(Date.now() - Date.parse(to))).toBeLessThan(10_000);
    expect(truncated).toBe(false);
  });

  it('succeeds with an empty list if nothing matches', async () => {
    const { body } = await call("queue.id = 'nobody'");

    expect(body).toMatchObject({ success: true, record_count: 0, data: { conversations: [], truncated: false } });
  });

  it.each([
    [{}, 100],
    [{ page_size: 250 }, 100],
    [{ page_size: '25' }, 25],
    [{ page_size: '' }, 100],
    [{ page_size: 1 }, 1],
  ])('with the input %j requests pages of %i conversations', async (more, pageSize) => {
    await call("conversationId = 'c'", more);

    expect(queries()[0]?.paging.pageSize).toBe(pageSize);
  });

  it('has its extra fields and its default failure style in the OpenAPI description', async () => {
    const { body } = await service.send('/openapi.json');
    const { paths, components } = body as unknown as {
      paths: Record<string, { post: { responses: Record<string, unknown>; parameters: unknown } }>;
      components: { schemas: Record<string, unknown> };
    };
    const { responses, parameters } = paths['/api/query']?.post ?? { responses: {}, parameters: [] };

    expect(responses['200']).toMatchObject({
      content: { 'application/json': { example: { record_count: 0, raw_response: '' } } },
    });
    expect(responses['429']).toMatchObject({
      content: { 'application/json': { schema: { example: { record_count: 0, raw_response: '' } } } },
    });
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: 'X-Failure-Style', schema: expect.objectContaining({ default: 'in-body' }) }),
    );
    expect(components.schemas['ConversationQueryExtras']).toMatchObject({ required: ['record_count', 'raw_response'] });
  });

  it('returns its extra fields even for requests that are rejected before its pipeline', async () => {
    const replies = [
      await service.call('conversation-query', {}, { token: 'none' }),
      await service.call(
        'conversation-query',
        {},
        { token: service.world.issuer.token({ claims: { scope: 'other' } }) },
      ),
      await service.call('/api/query', {}, { raw: '{' }),
      await service.send('/api/query', { method: 'PUT' }),
    ];

    expect(replies.map(({ status }) => status)).toEqual([401, 403, 400, 405]);
    for (const { headers, text, body } of replies) {
      const { record_count, raw_response, ...envelope } = body;
      expect([record_count, raw_response]).toEqual([0, '']);
      expect(envelopeDefects({ headers, text, body: envelope })).toEqual([]);
    }
  });
});

describe('a failed conversation-query', () => {
  const FILTER = { filter_expression: "dnis = 'tel:+13175550100' AND createdDateTime < '2026-02-01'" };
  /** A service that waits one second for a response of the platform. */
  let impatient: TestService;

  beforeAll(async () => {
    const { world } = service;
    impatient = await startService({ world, environment: { ...ENVIRONMENT, UPSTREAM_TIMEOUT_MS: '1000' } });
  });

  const call = (headers: Record<string, string> = {}, at = service): Promise<Reply> =>
    at.call('conversation-query', FILTER, { headers });
  const fail = (...faults: Fault[]): void => service.world.genesys.fail('analytics', ...faults);

  const badResponse = [502, 'UPSTREAM_BAD_RESPONSE', 'api_failure', 'route_to_fallback', 5] as const;

  it.each<[string, Fault, number, string, string, string, number]>([
    ['400', { kind: 'status', status: 400 }, 400, 'UPSTREAM_REJECTED', 'api_failure', 'route_to_fallback', 0],
    ['401', { kind: 'status', status: 401 }, 401, 'UPSTREAM_REJECTED', 'api_failure', 'refresh_token', 0],
    ['403', { kind: 'status', status: 403 }, 403, 'UPSTREAM_REJECTED', 'api_failure', 'log_permission_error', 0],
    ['429', { kind: 'status', status: 429 }, 429, 'UPSTREAM_THROTTLED', 'api_failure', 'wait_and_retry', 5],
    ['500', { kind: 'status', status: 500 }, 500, 'UPSTREAM_UNAVAILABLE', 'api_failure', 'route_to_fallback', 5],
    ['a reset', { kind: 'reset' }, 599, 'UPSTREAM_UNREACHABLE', 'network_error', 'route_to_fallback', 5],
    ['no response', { kind: 'hang' }, 599, 'UPSTREAM_UNREACHABLE', 'network_error', 'route_to_fallback', 5],
    ['a body that is not JSON', { kind: 'notJson' }, ...badResponse],
    ['a redirect', { kind: 'redirect', location: '/' }, ...badResponse],
    ['a field that is not a list', { kind: 'status', status: 200, body: { conversations: 'none' } }, ...badResponse],
  ])('reports %s of the platform in the body of a 200', async (_, fault, ...expected) => {
    fail(fault);
    const { status, headers, body } = await call({}, fault.kind === 'hang' ? impatient : service);
    const { status_code, code, fallback_type, action, retry_after } = body;

    expect(status).toBe(200);
    expect([status_code, code, fallback_type, action, retry_after]).toEqual(expected);
    expect(headers.get('Retry-After')).toBe(expected[4] > 0 ? '5' : null);
    expect(body).toMatchObject({ success: false, status: 'error', data: {}, record_count: 0 });
  });

  it('reports an exceeded deadline with 504', async () => {
    fail({ kind: 'latency', latencyMs: 150 });
    const { status, body } = await call({ 'X-Action-Timeout-Ms': '100' });

    expect(status).toBe(200);
    expect(body).toMatchObject({ status_code: 504, code: 'DEADLINE_EXCEEDED', fallback_type: 'network_error' });
  });

  it("shows the platform's response body without credentials", async () => {
    await call();
    const [, token = ''] = service.world.genesys.calls('analytics')[0]?.headers.authorization?.split(' ') ?? [];
    const message = `not allowed for ${token}`;
    fail({ kind: 'status', status: 403, body: { message, access_token: 'abc', pad: 'x '.repeat(2_000) } });
    const { body } = await call();

    expect(token).not.toBe('');
    expect(body['raw_response']).toBe(
      `{"message":"not allowed for [redacted]","access_token":"[redacted]","pad":"${'x '.repeat(1_000)}`.slice(
        0,
        1_000,
      ),
    );
  });

  it('succeeds with the pages before a transient failure, marked as truncated', async () => {
    const faults: Fault[] = [{ kind: 'status', status: 503 }, { kind: 'status', status: 429 }, { kind: 'hang' }];
    for (const fault of faults) {
      service.world.reset();
      fail({ kind: 'latency', latencyMs: 0, times: 2 }, fault);
      const { body } = await call({}, fault.kind === 'hang' ? impatient : service);

      expect(body).toMatchObject({ success: true, record_count: 200, data: { truncated: true } });
    }
  });

  it('fails on a permanent failure after the first page', async () => {
    fail({ kind: 'latency', latencyMs: 0, times: 2 }, { kind: 'status', status: 403 });

    expect((await call()).body).toMatchObject({ success: false, status_code: 403, record_count: 0 });
  });

  it('succeeds with the pages received before the deadline', async () => {
    fail({ kind: 'latency', latencyMs: 600 });
    const { body } = await call({ 'X-Action-Timeout-Ms': '2500' });

    expect(body).toMatchObject({ success: true, data: { truncated: true } });
    expect([100, 200, 300]).toContain(body['record_count']);
  });

  it.each([
    ['10,000 parentheses', '('.repeat(10_000), 51],
    ['100 KB', 'a'.repeat(100_000), 10_001],
    ['a quote that is never closed', "queue.id = 'a", 12],
    ['NUL bytes', 'queue.id = a\0', 13],
    ['an unknown field', "queue.id = 'a' AND nothing = 1", 20],
    ['an unsupported comparison', "queue.id != 'a'", 1],
  ])('reports %s as a 400 with the position, and sends no query', async (_, filter_expression, position) => {
    const { status, body } = await service.call('/api/query', { filter_expression });

    expect(status).toBe(200);
    expect(body).toMatchObject({ status_code: 400, code: 'INVALID_INPUT', action: 'fix_request', retry_after: 0 });
    expect(body.errors).toEqual([
      expect.stringMatching(new RegExp(`^filter_expression: .* \\(at position ${position}\\)$`)),
    ]);
    expect(service.world.genesys.count('analytics')).toBe(0);
  });

  it.each([
    [{}, 'filter_expression should not be empty'],
    [{ filter_expression: '' }, 'filter_expression should not be empty'],
    [{ filter_expression: 'queue.id = ${input.queueId}' }, 'unrendered template'],
    [{ filter_expression: 'ani = 1', page_size: 0 }, 'page_size must not be less than 1'],
    [{ filter_expression: 'ani = 1', page_size: 'many' }, 'page_size must be an integer number'],
  ])('rejects the input %j with the message: %s', async (input, problem) => {
    const { status, body } = await service.call('conversation-query', input);

    expect([status, body.status_code, body.code]).toEqual([200, 400, 'INVALID_INPUT']);
    expect(body.errors.join('; ')).toContain(problem);
  });

  // This test is the last one, because the service then pauses its calls to the platform for 40 s.
  it("returns the platform's Retry-After to the caller", async () => {
    fail({ kind: 'status', status: 429, headers: { 'Retry-After': '40' } });
    // The deadline is shorter than the Retry-After, so the call does not wait for a retry.
    const { headers, body } = await call({ 'X-Action-Timeout-Ms': '10000' }, impatient);

    expect([headers.get('Retry-After'), body.retry_after, body.action]).toEqual(['40', 40, 'wait_and_retry']);
  });
});
