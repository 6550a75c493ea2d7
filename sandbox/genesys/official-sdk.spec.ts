import platformClient from 'purecloud-platform-client-v2';
import { SANDBOX_ACTION_ID, SANDBOX_CLIENT, startWorld, type World } from '../world.js';

const { ApiClient, AnalyticsApi, IntegrationsApi, RoutingApi, UsersApi } = platformClient;

/** Returns the rejection of the SDK: the body of the API's error. */
async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => Promise.reject(new Error('The call was not rejected')),
    (rejection: unknown) => rejection,
  );
}

describe("the platform's official SDK", () => {
  const client = ApiClient.instance;
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    client.config.live_reload_config = false;
    client.setGateway({ host: '127.0.0.1', port: world.genesys.port, protocol: 'http' });
  });
  beforeEach(() => client.loginClientCredentialsGrant(SANDBOX_CLIENT.id, SANDBOX_CLIENT.secret));
  afterEach(() => world.reset());
  afterAll(() => world.stop());

  it('signs in with client credentials', async () => {
    const { accessToken, tokenExpiryTime } = await client.loginClientCredentialsGrant(
      'sandbox-client',
      'sandbox-secret',
    );

    expect(world.genesys.tokens.isValid(String(accessToken))).toBe(true);
    expect(Math.round((Number(tokenExpiryTime) - Date.now()) / 60_000)).toBe(1_440);
  });

  it('receives an error for wrong credentials', async () => {
    expect(await errorOf(client.loginClientCredentialsGrant('sandbox-client', 'wrong'))).toMatchObject({
      response: { status: 400, data: { error: 'invalid_client', description: 'client secret is invalid' } },
    });
  });

  it('lists queues', async () => {
    const page = await new RoutingApi().getRoutingQueues({ name: 'Claims*', pageSize: 2, pageNumber: 2 });

    expect(page).toMatchObject({ pageSize: 2, pageNumber: 2, total: 5, pageCount: 3 });
    expect(page.entities?.map(({ name }) => name)).toEqual(['Claims - Overflow', 'Claims - Premium']);
    const ids = (page.entities ?? []).map(({ id }) => String(id));
    expect((await new RoutingApi().getRoutingQueues({ id: ids })).total).toBe(2);
  });

  it('reads a user', async () => {
    const user = await new UsersApi().getUser('0430fb2f-42b5-4ace-9630-b112dac17b0a');

    expect(user).toMatchObject({ name: 'Aiko Almeida', email: 'aiko.almeida@sandbox.example', state: 'active' });
  });

  it("receives the platform's error body for an unknown user", async () => {
    expect(await errorOf(new UsersApi().getUser('missing'))).toEqual({
      message: 'The requested resource was not found.',
      code: 'not.found',
      status: 404,
      messageParams: {},
      contextId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      details: [],
      errors: [],
    });
  });

  it('queries conversations', async () => {
    const response = await new AnalyticsApi().postAnalyticsConversationsDetailsQuery({
      interval: '2026-01-01T00:00:00.000Z/2026-01-01T10:00:00.000Z',
      order: 'desc',
      orderBy: 'conversationStart',
      paging: { pageSize: 10, pageNumber: 1 },
      segmentFilters: [],
      conversationFilters: [],
    });

    expect(response.totalHits).toBe(30);
    expect(response.conversations).toHaveLength(10);
    expect(String(response.conversations?.[0]?.conversationStart)).toBe('2026-01-01T09:40:00.000Z');
  });

  it('executes a Data Action', async () => {
    const input = { contactId: 'c-9876543210', newStatus: 'resolved' };
    const output = await new IntegrationsApi().postIntegrationsActionExecute(SANDBOX_ACTION_ID, input);

    expect(output).toMatchObject({ contactId: 'c-9876543210', updatedFields: ['newStatus'], success: true });
    expect(world.genesys.runs.all).toHaveLength(1);
  });

  it('imports a Data Action, executes it and tests it step by step', async () => {
    const api = new IntegrationsApi();
    const { id: integrationId = '' } = await api.postIntegrations({
      body: { name: 'Platform', integrationType: { id: 'purecloud-data-actions' } },
    });
    const { id = '' } = await api.postIntegrationsActions({
      category: 'Queues',
      name: 'Count queues',
      integrationId,
      config: {
        timeoutSeconds: 5,
        request: { requestUrlTemplate: '/api/v2/routing/queues?name=$esc.url(${input.name})', requestType: 'GET' },
        response: { translationMap: { total: '$.total' }, successTemplate: '{"queues": {"total": ${total}}}' },
      },
      contract: {
        input: { inputSchema: { type: 'object', properties: { name: { type: 'string' } } } },
        output: { successSchema: { type: 'object' } },
      },
    });

    expect(await api.getIntegrationsAction(id)).toMatchObject({
      id,
      category: 'Queues',
      config: { timeoutSeconds: 5 },
    });
    expect(await api.postIntegrationsActionExecute(id, { name: 'Claims*' }, { flatten: true })).toEqual({
      'queues.total': 5,
    });
    expect(await api.postIntegrationsActionTest(id, { name: 'Claims*' })).toMatchObject({
      success: true,
      finalResult: { queues: { total: 5 } },
      operations: expect.arrayContaining([expect.objectContaining({ name: 'Execute request', success: true })]),
    });
  });

  it('receives the time to wait when the rate limit is reached', async () => {
    world.genesys.rateLimit.allowed = 1;
    client.setReturnExtendedResponses(true);
    await new UsersApi().getUser('c-1');
    const rejection = await errorOf(new UsersApi().getUser('c-1'));
    client.setReturnExtendedResponses(false);
    world.genesys.rateLimit.allowed = 300;

    expect(rejection).toMatchObject({
      status: 429,
      headers: {
        'retry-after': expect.stringMatching(/^(59|60)$/),
        'inin-ratelimit-count': '2',
        'inin-ratelimit-allowed': '1',
        'inin-ratelimit-reset': expect.stringMatching(/^(59|60)$/),
      },
      body: {
        code: 'too.many.requests',
        status: 429,
        message: expect.stringMatching(/^Rate limit exceeded the maximum\. Retry the request in \[(59|60)\] seconds$/),
      },
    });
  });

  it('receives a 401 when its token is revoked', async () => {
    world.genesys.tokens.revoke();

    expect(await errorOf(new UsersApi().getUser('c-1'))).toMatchObject({ status: 401, code: 'bad.credentials' });
  });
});
