import type { JsonObject } from '../json-object.js';
import { EchoStage } from './echo-stage.js';

const refusal = (message: string, status = 400) => ({
  status,
  body: { status, message: expect.stringMatching(message) },
});

describe('Data Actions under an integration with credentials', () => {
  let stage: EchoStage;

  beforeAll(async () => {
    stage = await EchoStage.start();
  });
  afterEach(() => stage.backend.reset());
  afterAll(() => stage.stop());

  const auth = () => ({
    ...stage.definition({
      request: {
        requestUrlTemplate: `${stage.backend.url}/token`,
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
    ...stage.definition({
      request: { headers: { Authorization: '${authResponse.token_type} ${authResponse.access_token}' } },
    }),
    integrationId,
  });
  const integrationWith = async (type: string, credentialFields: JsonObject): Promise<string> => {
    const credentials = await stage.call('/credentials', { name: 'Backend', type: { id: type }, credentialFields });
    const integration = await stage.call('', { name: 'Backend', integrationType: { id: 'custom-rest-actions' } });
    const { id } = integration.body as { id: string };
    const config = {
      name: 'Backend',
      version: 1,
      properties: {},
      advanced: {},
      notes: '',
      credentials: { own: { id: (credentials.body as { id: string }).id } },
    };
    expect(await stage.call(`/${id}/config/current`, config, 'PUT')).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    return id;
  };
  const authorizations = () => stage.backend.calls('echo').map(({ headers }) => headers.authorization);

  it('get their token by the authentication action, and keep it', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', { client_id: 'me', client_secret: 's:1' });
    const authId = await stage.imported({ ...auth(), integrationId });
    await stage.run(withToken(integrationId), { say: 'one' });
    await stage.run(withToken(integrationId), { say: 'two' });

    expect(authId).toBe(`custom_auth_-_${integrationId}`);
    expect(authorizations()).toEqual(['Bearer t-1', 'Bearer t-1']);
    expect(stage.backend.calls('token').map(({ headers, body }) => [headers.authorization, body])).toEqual([
      ['Basic bWU6czox', 'grant_type=client_credentials'],
    ]);
  });

  it('authenticate again once where they are answered 401', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {});
    await stage.imported({ ...auth(), integrationId });
    stage.backend.fail('echo', { kind: 'status', status: 401, times: 1 });
    const { success, operations } = await stage.tested(withToken(integrationId), { say: 'hi' });

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

  it('give up where the new token is refused too', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {});
    await stage.imported({ ...auth(), integrationId });
    stage.backend.fail('echo', { kind: 'status', status: 401 });

    expect(await stage.run(withToken(integrationId), { say: 'hi' })).toMatchObject(refusal("status code '401'"));
    expect(stage.backend.count('token')).toBe(2);
  });

  it('fail where the authentication action fails, without asking the backend', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {});
    await stage.imported({ ...auth(), integrationId });
    stage.backend.fail('token', { kind: 'status', status: 401 });

    expect(await stage.run(withToken(integrationId), { say: 'hi' })).toMatchObject(refusal("status code '401'"));
    expect(stage.backend.count('echo')).toBe(0);
  });

  it('share one authentication among those that come at the same time', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {});
    await stage.imported({ ...auth(), integrationId });
    const id = await stage.imported(withToken(integrationId));
    await Promise.all([1, 2, 3].map(() => stage.call(`/actions/${id}/execute`, { say: 'hi' })));

    expect(stage.backend.count('token')).toBe(1);
  });

  it('show neither credentials nor tokens', async () => {
    const integrationId = await integrationWith('userDefinedOAuth', {
      client_id: 'me',
      client_secret: 'very-secret',
    });
    const authId = await stage.imported({ ...auth(), integrationId });
    const shown = JSON.stringify([
      (await stage.tested(withToken(integrationId), { say: 'hi' })).operations.slice(0, 4),
      (await stage.call(`/${integrationId}/config/current`)).body,
      (await stage.call(`/actions/${authId}`)).body,
    ]);

    expect(shown).toContain('"Authorization":"********"');
    expect(shown).toContain('"access_token":"********"');
    expect(shown).not.toMatch(/very-secret|bWU6|t-1/);
  });

  it('send Basic authentication by themselves, and own fields where a template names them', async () => {
    const basic = await integrationWith('basicAuth', { userName: 'me', password: 'p:1' });
    const own = await integrationWith('userDefined', { api_key: 'k-1' });
    await stage.run({ ...stage.definition(), integrationId: basic }, { say: 'hi' });
    await stage.run(
      { ...stage.definition({ request: { headers: { 'X-API-Key': '${credentials.api_key}' } } }), integrationId: own },
      { say: 'hi' },
    );

    expect(authorizations()).toEqual(['Basic bWU6cDox', undefined]);
    expect(stage.backend.calls('echo')[1]?.headers['x-api-key']).toBe('k-1');
  });

  it('call the platform itself with a token of its own', async () => {
    const { body } = await stage.call('', { integrationType: { id: 'purecloud-data-actions' } });
    const queues = stage.definition({
      request: { requestUrlTemplate: '/api/v2/routing/queues?name=$esc.url(${input.name})', requestType: 'GET' },
      response: { translationMap: { total: '$.total' }, successTemplate: '{"total": ${total}}' },
      rest: { integrationType: 'purecloud-data-actions', integrationId: (body as { id: string }).id },
    });

    expect((await stage.run(queues, { name: 'Claims*' })).body).toEqual({ total: 5 });
  });

  it.each([
    ['/credentials', { type: { id: 'secret' } }, undefined, 400],
    ['/credentials', { type: { id: 'userDefined' }, credentialFields: { a: 1 } }, undefined, 400],
    ['', { integrationType: { id: 'webhook' } }, undefined, 400],
    ['/nothing/config/current', {}, 'PUT', 404],
    ['/nothing/config/current', undefined, undefined, 404],
  ])('are not made of nonsense: %s %j', async (path, body, method, status) => {
    expect((await stage.call(path, body, method)).status).toBe(status);
  });

  it('are changed by whoever knows the current version', async () => {
    const id = await integrationWith('userDefined', {});

    expect(await stage.call(`/${id}/config/current`, { version: 1, credentials: {} }, 'PUT')).toMatchObject({
      status: 409,
    });
    expect(
      await stage.call(`/${id}/config/current`, { version: 2, credentials: { a: { id: 'x' } } }, 'PUT'),
    ).toMatchObject(refusal('No credentials have the id x'));
  });
});
