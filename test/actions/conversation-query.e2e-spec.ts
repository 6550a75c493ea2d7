import { Reply, startService, TestService } from '../support/service.js';
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

describe('conversation-query', () => {
  let service: TestService;

  beforeAll(async () => {
    // The action returns its results so far at its deadline, which a busy machine must not reach.
    service = await startService({ environment: { ACTION_TIMEOUT_MS: '60000', UPSTREAM_TIMEOUT_MS: '30000' } });
  });

  beforeEach(() => service.world.reset());

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
      expect(body).toEqual({
        data: {
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
        errors: [],
        status: 'success',
        success: true,
        status_code: 200,
        code: 'OK',
        fallback_type: 'none',
        action: 'process_data',
        retry_after: 0,
        source: 'api',
        record_count: 2,
        raw_response: '',
        correlation_id: headers.get('X-Correlation-Id'),
      });
    },
  );

  it("returns the newest conversations for the guide's example, and marks the result as truncated", async () => {
    const found = await find(`queue.id='${BILLING}' AND createdDateTime >= '2024-01-01T00:00:00Z'`);

    expect(found.interval).toMatch(/^2024-01-01T00:00:00.000Z\//);
    expect(found.truncated).toBe(true);
    expect(found.conversations.length).toBeGreaterThan(100);
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
  ])('requests with %j pages of %i', async (more, pageSize) => {
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

  it('returns its extra fields also for requests that never reach its pipeline', async () => {
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
