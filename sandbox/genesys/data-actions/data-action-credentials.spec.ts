import type { JsonObject } from '../../json/json-object.js';
import { EchoBackend } from './echo-backend.js';

const rejection = (message: string, status = 400) => ({
  status,
  body: { status, message: expect.stringMatching(message) },
});

describe('Data Actions under an integration with credentials', () => {
  let echo: EchoBackend;

  beforeAll(async () => {
    echo = await EchoBackend.start();
  });
  afterEach(() => echo.backend.reset());
  afterAll(() => echo.stop());

  const auth = () => ({
    ...echo.definition({
      request: {
        requestUrlTemplate: `${echo.backend.url}/token`,
        headers: {
          Authorization: 'Basic $encoding.base64("${credentials.client_id}:${credentials.client_secret}")',
          'Content-Type': 'application/x-www-form-urlencoded',
        },
        requestTemplate: 'grant_type=client_credentials',
      },
      response: { translationMap: {}, translationMapDefaults: {}, successTemplate: '${rawResult}' },
    }),
    actionType: 'customAuth',
  });
  const withToken = (integrationId: string) => ({
    ...echo.definition({
      request: { headers: { Authorization: '${authResponse.token_type} ${authResponse.access_token}' } },
    }),
    integrationId,
  });
  const integrationWith = async (type: string, credentialFields: JsonObject): Promise<string> => {
    const credentials = await echo.call('/credentials', { name: 'Backend', type: { id: type }, credentialFields });
    const integration = await echo.call('', { name: 'Backend', integrationType: { id: 'custom-rest-actions' } });
    const { id } = integration.body as { id: string };
    const config = {
      name: 'Backend',
      version: 1,
      properties: {},
      advanced: {},
      notes: '',
      credentials: { own: { id: (credentials.body as { id: string }).id } },
    };
    expect(await echo.call(`/${id}/config/current`, config, 'PUT')).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    return id;
  };
  const authorizations = () => echo.backend.calls('echo').map(({ headers }) => headers.authorization);

  it('get a token from the authentication action and reuse it', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', { client_id: 'me', client_secret: 's:1' });
    const authId = await echo.importAction({ ...auth(), integrationId });
    await echo.run(withToken(integrationId), { say: 'one' });
    await echo.run(withToken(integrationId), { say: 'two' });

    expect(authId).toBe(`custom_auth_-_${integrationId}`);
    expect(authorizations()).toEqual(['Bearer t-1', 'Bearer t-1']);
    expect(echo.backend.calls('token').map(({ headers, body }) => [headers.authorization, body])).toEqual([
      ['Basic bWU6czox', 'grant_type=client_credentials'],
    ]);
  });

  it('authenticate again once after a 401', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {});
    await echo.importAction({ ...auth(), integrationId });
    echo.backend.fail('echo', { kind: 'status', status: 401, times: 1 });
    const { success, operations } = await echo.testAction(withToken(integrationId), { say: 'hi' });

    expect(success).toBe(true);
    expect(
      operations
        .filter(({ name }) => /authentication|Execute/.test(name))
        .map(({ name, success: went }) => [name, went]),
    ).toEqual([
      ['Run authentication action', true],
      ['Execute request', false],
      ['Run authentication action', true],
      ['Execute request', true],
    ]);
    expect(authorizations()).toEqual(['Bearer t-1', 'Bearer t-2']);
  });

  it('fail if the new token is rejected too', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {});
    await echo.importAction({ ...auth(), integrationId });
    echo.backend.fail('echo', { kind: 'status', status: 401 });

    expect(await echo.run(withToken(integrationId), { say: 'hi' })).toMatchObject(rejection("status code '401'"));
    expect(echo.backend.count('token')).toBe(2);
  });

  it('fail without calling the backend if the authentication action fails', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {});
    await echo.importAction({ ...auth(), integrationId });
    echo.backend.fail('token', { kind: 'status', status: 401 });

    expect(await echo.run(withToken(integrationId), { say: 'hi' })).toMatchObject(rejection("status code '401'"));
    expect(echo.backend.count('echo')).toBe(0);
  });

  it('share one authentication among concurrent runs', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {});
    await echo.importAction({ ...auth(), integrationId });
    const id = await echo.importAction(withToken(integrationId));
    await Promise.all([1, 2, 3].map(() => echo.call(`/actions/${id}/execute`, { say: 'hi' })));

    expect(echo.backend.count('token')).toBe(1);
  });

  it('show neither credentials nor tokens in any response', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {
      client_id: 'me',
      client_secret: 'very-secret',
    });
    const authId = await echo.importAction({ ...auth(), integrationId });
    const shown = JSON.stringify([
      (await echo.testAction(withToken(integrationId), { say: 'hi' })).operations.slice(0, 4),
      (await echo.call(`/${integrationId}/config/current`)).body,
      (await echo.call(`/actions/${authId}`)).body,
    ]);

    expect(shown).toContain('"Authorization":"********"');
    expect(shown).toContain('"access_token":"********"');
    expect(shown).not.toMatch(/very-secret|bWU6|t-1/);
  });

  it('send Basic authentication by default, and credential fields that a template names', async () => {
    const basic = await integrationWith('basicAuth', { userName: 'me', password: 'p:1' });
    const own = await integrationWith('userDefined', { api_key: 'k-1' });
    await echo.run({ ...echo.definition(), integrationId: basic }, { say: 'hi' });
    await echo.run(
      { ...echo.definition({ request: { headers: { 'X-API-Key': '${credentials.api_key}' } } }), integrationId: own },
      { say: 'hi' },
    );

    expect(authorizations()).toEqual(['Basic bWU6cDox', undefined]);
    expect(echo.backend.calls('echo')[1]?.headers['x-api-key']).toBe('k-1');
  });

  it('call the platform with its own token', async () => {
    const { body } = await echo.call('', { integrationType: { id: 'purecloud-data-actions' } });
    const queues = echo.definition({
      request: { requestUrlTemplate: '/api/v2/routing/queues?name=$esc.url(${input.name})', requestType: 'GET' },
      response: { translationMap: { total: '$.total' }, successTemplate: '{"total": ${total}}' },
      rest: { integrationType: 'purecloud-data-actions', integrationId: (body as { id: string }).id },
    });

    expect((await echo.run(queues, { name: 'Claims*' })).body).toEqual({ total: 5 });
  });

  it.each([
    ['/credentials', { type: { id: 'secret' } }, undefined, 400],
    ['/credentials', { type: { id: 'userDefined' }, credentialFields: { a: 1 } }, undefined, 400],
    ['', { integrationType: { id: 'webhook' } }, undefined, 400],
    ['/nothing/config/current', {}, 'PUT', 404],
    ['/nothing/config/current', undefined, undefined, 404],
  ])('reject invalid values: %s %j', async (path, body, method, status) => {
    expect((await echo.call(path, body, method)).status).toBe(status);
  });

  it('cannot change their integration without its current version', async () => {
    const id = await integrationWith('userDefined', {});

    expect(await echo.call(`/${id}/config/current`, { version: 1, credentials: {} }, 'PUT')).toMatchObject({
      status: 409,
    });
    expect(
      await echo.call(`/${id}/config/current`, { version: 2, credentials: { a: { id: 'x' } } }, 'PUT'),
    ).toMatchObject(rejection('No credentials have the id x'));
  });
});
