import { EchoBackend, type EchoOverrides } from './echo-backend.js';

describe('imported Data Actions', () => {
  let echo: EchoBackend;

  beforeAll(async () => {
    echo = await EchoBackend.start();
  });
  afterEach(() => echo.backend.reset());
  afterAll(() => echo.stop());

  it('are returned in the format of the API', async () => {
    const id = await echo.importAction(echo.definition());

    expect(id).toMatch(/^custom_-_[0-9a-f-]{36}$/);
    expect(await echo.call(`/actions/${id}`)).toMatchObject({
      status: 200,
      body: {
        id,
        name: 'Echo',
        integrationId: echo.world.genesys.integration.id,
        category: 'Sandbox',
        version: 1,
        secure: false,
        config: { timeoutSeconds: 60, request: { requestType: 'POST' } },
        contract: { input: { inputSchema: { type: 'object' } } },
        selfUri: `/api/v2/integrations/actions/${id}`,
      },
    });
    expect((await echo.call('/actions?pageSize=1')).body).toMatchObject({ entities: [{ name: 'Echo' }], pageSize: 1 });
    expect((await echo.call('/actions/custom_-_nothing')).status).toBe(404);
  });

  it.each([
    'custom-rest-actions',
    'purecloud-data-actions',
    'function-data-actions',
    'aws-lambda-data-actions',
    'salesforce-datadip',
    'microsoft-dynamics-365-datadip',
    'zendesk-data-actions',
  ])('are added to one integration of the type %s if their files name only this type', async (integrationType) => {
    const [first, second] = [
      await echo.call('/actions', echo.definition({ rest: { integrationType } })),
      await echo.call('/actions', echo.definition({ rest: { integrationType } })),
    ];

    expect(first).toMatchObject({ status: 200, body: { integrationId: expect.any(String) } });
    expect(second.body).toMatchObject({ integrationId: (first.body as { integrationId: string }).integrationId });
  });

  it.each<[string, EchoOverrides]>([
    ['no name', { rest: { name: '' } }],
    ['another action type', { rest: { actionType: 'static' } }],
    ['another integration type', { rest: { integrationType: 'webhook' } }],
    ['an unknown integration', { rest: { integrationId: 'nothing' } }],
    ['no URL', { request: { requestUrlTemplate: '' } }],
    ['another method', { request: { requestType: 'TRACE' } }],
    ['headers that are not texts', { request: { headers: { 'X-Limit': 5 } } }],
    ['another media type in Accept', { request: { headers: { accept: 'text/html' } } }],
    [
      'a timeout of an hour',
      { rest: { config: { timeoutSeconds: 3_600, request: { requestUrlTemplate: 'http://x/', requestType: 'GET' } } } },
    ],
    ['a list as input', { input: { properties: { ids: { type: 'array', items: { type: 'string' } } } } }],
    ['an object as input', { input: { properties: { who: { type: 'object' } } } }],
    ['a reserved name', { input: { properties: { rawRequest: { type: 'string' } } } }],
    ['a name with a dot', { input: { properties: { 'a.b': { type: 'string' } } } }],
    [
      'a reference',
      {
        input: {
          definitions: { t: { type: 'string' } },
          properties: { a: { $ref: '#/definitions/t', type: 'string' } },
        },
      },
    ],
    ['lists in lists as output', { output: { properties: { a: { type: 'array', items: { type: 'array' } } } } }],
  ])('are rejected with %s', async (_, parts) => {
    expect(await echo.call('/actions', echo.definition(parts))).toMatchObject({
      status: 400,
      body: { code: 'bad.request', message: expect.any(String) },
    });
  });
});
