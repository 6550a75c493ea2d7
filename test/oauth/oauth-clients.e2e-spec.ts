import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientCredentials } from 'simple-oauth2';
import { startWorld, World } from '../support/world.js';
import { basic, clientsVariable } from './known-clients.js';
import { startService, TestService } from '../support/service.js';

/** Encodes by RFC 6749 appendix B, like Java's URLEncoder. */
const formEncoded = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);

/** Ids with every permitted character, and secrets with every character that an encoding can change. */
const CLIENTS = [
  { id: 'genesys-flows', secret: 'a plain enough secret' },
  { id: '_~-AZ09az~_', secret: 'p%41ss+word & more: "quoted" \\ ~!*()\'' },
  { id: 'x'.repeat(128), secret: '%25%2B+%20 100% of +it' },
];

describe.each(CLIENTS)('the client $id', ({ id, secret }) => {
  let world: World;
  let service: TestService;
  let url: string;

  beforeAll(async () => {
    world = await startWorld();
    const OAUTH_CLIENTS = await clientsVariable([{ id, secret, scopes: ['dataaction:read'] }]);
    service = await startService({ world, environment: { OAUTH_CLIENTS } });
    url = `${service.url}/oauth/token`;
  });

  const TOKEN = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string;

  it.each([
    ['client_secret_basic', openid.ClientSecretBasic],
    ['client_secret_post', openid.ClientSecretPost],
  ])('signs in with openid-client by %s', async (_, method) => {
    const config = new openid.Configuration({ issuer: 'urn:test', token_endpoint: url }, id, {}, method(secret));
    openid.allowInsecureRequests(config);

    const { access_token } = await openid.clientCredentialsGrant(config);
    expect(access_token).toEqual(TOKEN);
  });

  it.each([
    ['client_secret_basic', oauth.ClientSecretBasic],
    ['client_secret_post', oauth.ClientSecretPost],
  ])('signs in with oauth4webapi by %s', async (_, method) => {
    const server = { issuer: 'urn:test', token_endpoint: url };
    const options = { [oauth.allowInsecureRequests]: true };
    const client = { client_id: id };
    const response = await oauth.clientCredentialsGrantRequest(server, client, method(secret), {}, options);

    const { access_token } = await oauth.processClientCredentialsResponse(server, client, response);
    expect(access_token).toEqual(TOKEN);
  });

  it.each(['strict', 'loose'] as const)('signs in with simple-oauth2, its encoding %s', async (encoding) => {
    const client = new ClientCredentials({
      client: { id, secret },
      auth: { tokenHost: service.url, tokenPath: '/oauth/token' },
      options: { credentialsEncodingMode: encoding },
    });

    const { token } = await client.getToken({});
    expect(token['access_token']).toEqual(TOKEN);
  });

  it('signs in like Spring Security: form-encoded, then as Basic', async () => {
    const { status } = await service.send('/oauth/token', {
      method: 'POST',
      headers: {
        Authorization: basic(formEncoded(id), formEncoded(secret)),
        'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8',
      },
      body: 'grant_type=client_credentials',
    });

    expect(status).toBe(200);
  });

  it('is rejected with another secret', async () => {
    const config = new openid.Configuration(
      { issuer: 'urn:test', token_endpoint: url },
      id,
      {},
      openid.ClientSecretBasic(`${secret}.`),
    );
    openid.allowInsecureRequests(config);

    await expect(openid.clientCredentialsGrant(config)).rejects.toMatchObject({ status: 401 });
  });
});
