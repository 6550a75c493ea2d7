import { jsonCall } from '../../json/json-call.js';
import { startWorld, type World } from '../../world.js';

interface QueuePage {
  readonly entities: { id: string; name: string }[];
  readonly total: number;
}

describe('the directory of the Genesys simulator', () => {
  let world: World;
  let authorization: string;
  const get = (path: string) => jsonCall(world.genesys.url + path, { headers: { authorization } });
  const queues = async (query: string) => (await get(`/api/v2/routing/queues${query}`)).body as QueuePage;
  const names = async (query: string) => (await queues(query)).entities.map(({ name }) => name);

  beforeAll(async () => {
    world = await startWorld();
    authorization = `Bearer ${world.genesys.tokens.issue()}`;
  });
  afterAll(() => world.stop());

  it('returns the first 25 of its 30 queues, ordered by name', async () => {
    const page = await queues('');

    expect(page).toMatchObject({
      pageSize: 25,
      pageNumber: 1,
      total: 30,
      pageCount: 2,
      firstUri: '/api/v2/routing/queues?pageSize=25&pageNumber=1',
      selfUri: '/api/v2/routing/queues?pageSize=25&pageNumber=1',
      nextUri: '/api/v2/routing/queues?pageSize=25&pageNumber=2',
      lastUri: '/api/v2/routing/queues?pageSize=25&pageNumber=2',
    });
    expect(page).not.toHaveProperty('previousUri');
    expect(page.entities).toHaveLength(25);
    expect(page.entities[0]).toEqual({
      id: '987df7bd-f458-4534-b98d-330d3232a3fe',
      name: 'Billing',
      description: 'Customers of Billing',
      division: {
        id: 'a868fd36-291b-4744-984a-712e4b86379b',
        name: 'Home',
        selfUri: '/api/v2/authorization/divisions/a868fd36-291b-4744-984a-712e4b86379b',
      },
      memberCount: 18,
      joinedMemberCount: 9,
      mediaSettings: {
        call: { alertingTimeoutSeconds: 8, serviceLevel: { percentage: 0.8, durationMs: 20000 } },
        message: { alertingTimeoutSeconds: 30, serviceLevel: { percentage: 0.8, durationMs: 60000 } },
      },
      selfUri: '/api/v2/routing/queues/987df7bd-f458-4534-b98d-330d3232a3fe',
    });
  });

  it('returns empty pages after the last one', async () => {
    const last = await queues('?pageNumber=2');
    expect(last.entities).toHaveLength(5);
    expect(last).toMatchObject({ previousUri: '/api/v2/routing/queues?pageNumber=1&pageSize=25' });
    expect(last).not.toHaveProperty('nextUri');

    expect(await queues('?pageNumber=3')).toMatchObject({ entities: [], total: 30 });
  });

  it.each([
    ['?name=Claims', ['Claims']],
    ['?name=*premium&pageSize=3', ['Billing - Premium', 'Claims - Premium', 'Retention - Premium']],
    ['?name=b*span*', ['Billing - Spanish']],
    ['?name=Bill', []],
    ['?name=B.*', []],
    ['?id=987df7bd-f458-4534-b98d-330d3232a3fe,unknown', ['Billing']],
    ['?id=987df7bd-f458-4534-b98d-330d3232a3fe&id=feaff714-17ce-4817-8420-3f4ff573c23a', ['Billing', 'Claims']],
    ['?id=987df7bd-f458-4534-b98d-330d3232a3fe&name=Claims*', []],
  ])('finds queues by %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('uses the default page size for invalid sizes and 500 for larger ones', async () => {
    expect(await queues('?pageSize=-1&pageNumber=x')).toMatchObject({ pageSize: 25, pageNumber: 1 });
    expect(await queues('?pageSize=9999')).toMatchObject({ pageSize: 500, pageCount: 1 });
  });

  it('returns its users', async () => {
    expect((await get('/api/v2/users/0430fb2f-42b5-4ace-9630-b112dac17b0a')).body).toMatchObject({
      id: '0430fb2f-42b5-4ace-9630-b112dac17b0a',
      name: 'Aiko Almeida',
      division: { name: 'Home' },
      email: 'aiko.almeida@sandbox.example',
      department: 'Retention',
      title: 'Senior Agent',
      state: 'active',
      version: 3,
      selfUri: '/api/v2/users/0430fb2f-42b5-4ace-9630-b112dac17b0a',
    });
  });

  it('returns a user for each customer of the CRM, but not for unknown ones', async () => {
    expect((await get('/api/v2/users/c-77')).body).toMatchObject({ id: 'c-77', name: 'Customer 77' });
    expect(await get('/api/v2/users/missing')).toMatchObject({ status: 404, body: { code: 'not.found' } });
  });

  it("returns the platform's error body for unknown paths and faults", async () => {
    expect(await get('/api/v2/nothing')).toMatchObject({ status: 404, body: { code: 'not.found', status: 404 } });
    world.genesys.fail('users', { kind: 'status', status: 503 });
    const unavailable = await get('/api/v2/users/c-1');
    world.genesys.heal();

    expect(unavailable).toMatchObject({ status: 503, body: { code: 'service.unavailable', status: 503, errors: [] } });
    expect(unavailable.headers.get('inin-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});
