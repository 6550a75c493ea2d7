import { startService, TestService } from '../support/service.js';

const BILLING = '987df7bd-f458-4534-b98d-330d3232a3fe';
const SALES = '33c81e57-d070-476f-aecf-9550eaed958b';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

const FROM_UPSTREAM = { headers: { 'Cache-Control': 'no-cache' } };

interface QueuesData {
  readonly entities: readonly Record<string, unknown>[];
  readonly pagination: Readonly<Record<string, number>>;
}

describe('queues', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  beforeEach(() => service.world.reset());

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
      expect(body).toEqual({
        data: {
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
        errors: [],
        status: 'success',
        success: true,
        status_code: 200,
        code: 'OK',
        fallback_type: 'none',
        action: 'process_data',
        retry_after: 0,
        source: 'api',
        correlation_id: headers.get('X-Correlation-Id'),
      });
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
    [{ queueIds: BILLING }, 'queueIds must be a list of at most 100 ids, or a string that holds one as JSON'],
    [{ name: { like: 'x' } }, 'name must be a string'],
  ])('rejects %j', async (input, message) => {
    const { status, body } = await service.call('queues', input);

    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'INVALID_INPUT', action: 'fix_request' });
    expect(body.errors).toContain(message);
    expect(service.world.genesys.count('queues')).toBe(0);
  });

  it('responds by the deadline and closes the connection if the platform hangs', async () => {
    await queues({});
    service.world.reset();
    service.world.genesys.fail('queues', { kind: 'hang' });

    const { status, body } = await service.call(
      'queues',
      { name: 'new' },
      { headers: { 'X-Action-Timeout-Ms': '300' } },
    );

    expect({ status, code: body.code }).toEqual({ status: 429, code: 'DEADLINE_EXCEEDED' });
    await service.world.genesys.whenClosed('queues');
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
    const service = await startService({ environment: { GENESYS_CLIENT_SECRET: '' } });

    const { status, body } = await service.call('/dataaction/queues', {});

    expect({ status, code: body.code }).toEqual({ status: 404, code: 'UNKNOWN_ACTION' });
    await service.stop();
  });
});
