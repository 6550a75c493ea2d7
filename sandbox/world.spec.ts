import { jsonCall } from './json/json-call.js';
import { EXTERNAL_API_KEY, startWorld, type World } from './world.js';

describe('the simulated systems', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  afterAll(() => world.stop());

  it('provide every variable that the service needs', () => {
    expect(Object.keys(world.environment())).toEqual([
      'AUTH_JWKS_URL',
      'AUTH_ISSUER',
      'AUTH_AUDIENCE',
      'GENESYS_API_URL',
      'GENESYS_LOGIN_URL',
      'GENESYS_CLIENT_ID',
      'GENESYS_CLIENT_SECRET',
      'GENESYS_DATA_ACTION_ID',
      'CRM_BASE_URL',
      'CRM_API_KEY',
      'ORDERS_BASE_URL',
      'ORDERS_API_KEY',
    ]);
    expect(world.environment({ CRM_API_KEY: 'other' })['CRM_API_KEY']).toBe('other');
  });

  it('accept the credentials in these variables at all URLs', async () => {
    const env = world.environment();
    const basic = Buffer.from(`${env['GENESYS_CLIENT_ID']}:${env['GENESYS_CLIENT_SECRET']}`).toString('base64');
    const login = await fetch(`${env['GENESYS_LOGIN_URL']}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const action = `${env['GENESYS_API_URL']}/api/v2/integrations/actions/${env['GENESYS_DATA_ACTION_ID']}/execute`;
    const responses = await Promise.all([
      jsonCall(String(env['AUTH_JWKS_URL'])),
      jsonCall(`${env['AUTH_ISSUER']}/.well-known/openid-configuration`),
      jsonCall(`${env['CRM_BASE_URL']}/api/v1/customers?id=c-1`, { headers: { 'X-API-Key': `${env['CRM_API_KEY']}` } }),
      jsonCall(`${env['CRM_BASE_URL']}/v2/accounts?id=c-1`, { headers: { 'X-API-Key': EXTERNAL_API_KEY } }),
      jsonCall(`${env['ORDERS_BASE_URL']}/v1/orders`, {
        body: { customerId: 'c-1' },
        headers: { authorization: `Bearer ${env['ORDERS_API_KEY']}` },
      }),
      jsonCall(action, { body: { contactId: 'c-1' }, headers: { authorization: `Bearer ${token}` } }),
    ]);

    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it("issue tokens with the platform's URL as their issuer, and publish the keys there", async () => {
    const claims = Buffer.from(world.issuer.token().split('.')[1] ?? '', 'base64url').toString();

    expect(JSON.parse(claims)).toMatchObject({ iss: world.genesys.url, aud: world.environment()['AUTH_AUDIENCE'] });
    expect((await jsonCall(`${world.genesys.url}/.well-known/openid-configuration`)).body).toMatchObject({
      issuer: world.genesys.url,
      jwks_uri: `${world.genesys.url}/oauth/jwks.json`,
    });
    expect((await jsonCall(`${world.genesys.url}/oauth/jwks.json`)).body).toEqual(world.issuer.jwks());
  });

  it('remove faults, recorded requests and executions at a reset', async () => {
    world.genesys.fail('jwks', { kind: 'status', status: 500 });
    world.genesys.runs.execute('custom', 'k-1', {});
    await jsonCall(`${world.genesys.url}/oauth/jwks.json`);
    world.reset();

    expect(world.genesys.count('jwks')).toBe(0);
    expect(world.genesys.runs.all).toEqual([]);
    expect((await jsonCall(`${world.genesys.url}/oauth/jwks.json`)).status).toBe(200);
  });

  it('start on the given ports, and none of them starts if a port is in use', async () => {
    const { port: taken } = world.crm;
    const other = await startWorld();
    const { port: free } = other.genesys;
    await other.stop();

    await expect(startWorld({ ports: { genesys: free, crm: taken } })).rejects.toThrow('EADDRINUSE');
    await expect(jsonCall(`http://127.0.0.1:${free}/`)).rejects.toThrow('fetch failed');
    const fixed = await startWorld({ ports: { genesys: free } });
    expect(fixed.genesys.port).toBe(free);
    await fixed.stop();
  });

  it('have no control API by default', () => {
    expect(world.control).toBeUndefined();
  });
});
