import { jsonCall } from '../../json/json-call.js';
import { isJsonObject } from '../../json/json-object.js';
import { startWorld, type World } from '../../world.js';

describe("the issuer's token endpoint", () => {
  let world: World;
  const send = async (form: Record<string, string>, authorization?: string) => {
    const response = await fetch(`${world.genesys.url}/issuer/token`, {
      method: 'POST',
      headers: authorization === undefined ? {} : { authorization },
      body: new URLSearchParams(form),
    });
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      body: await response.json(),
    };
  };
  const grant = { grant_type: 'client_credentials' };
  const basic = (secret: string) => `Basic ${Buffer.from(`sandbox-caller:${secret}`).toString('base64')}`;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  it.each([
    ['by Basic authentication', {}, basic('sandbox-caller-secret')],
    ['in the form', { client_id: 'sandbox-caller', client_secret: 'sandbox-caller-secret' }, undefined],
  ])('returns a token that the service accepts for credentials %s', async (_, form, authorization) => {
    world.issuer.lifetimeSeconds = 600;
    const { status, body } = await send({ ...grant, scope: 'dataaction:read', ...form }, authorization);
    const token = isJsonObject(body) ? String(body['access_token']) : '';
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'dataaction:read' });
    expect(claims).toMatchObject({
      iss: world.genesys.url,
      aud: 'https://sandbox.example',
      client_id: 'sandbox-caller',
      scope: 'dataaction:read',
      exp: expect.any(Number),
    });
  });

  it.each([
    [401, 'invalid_client', grant, basic('wrong')],
    [401, 'invalid_client', grant, undefined],
    [400, 'unsupported_grant_type', { grant_type: 'password' }, basic('sandbox-caller-secret')],
  ])("returns %d %s in OAuth's format", async (status, error, form, authorization) => {
    expect(await send(form, authorization)).toEqual({
      status,
      challenge: status === 401 ? 'Basic realm="sandbox"' : null,
      body: { error, error_description: expect.any(String) },
    });
  });

  it('is in the discovery document', async () => {
    expect((await jsonCall(`${world.genesys.url}/.well-known/openid-configuration`)).body).toMatchObject({
      token_endpoint: `${world.genesys.url}/issuer/token`,
    });
  });
});
