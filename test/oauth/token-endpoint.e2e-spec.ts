import { writeFileSync } from 'node:fs';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { ClientCredentials } from 'simple-oauth2';
import { RawConnection } from '../support/network/raw-connection.js';
import { Reply, startService, TestService } from '../support/service.js';
import { startWorld, World } from '../support/world.js';
import { basic, clientsVariable, TestClient } from './known-clients.js';
import { fileWith, ownKey } from './own-issuer.js';
import { BOTH, GOOD, GRANT, READER, REJECTED } from './rejected-token-requests.js';

/** Encodes a text by RFC 6749 appendix B, like Java's URLEncoder. */
const formEncoded = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);

/** Ids with every permitted character, and secrets with every character that an encoding can change. */
const CLIENTS = [
  { id: 'genesys-flows', secret: 'a plain enough secret' },
  { id: '_~-AZ09az~_', secret: 'p%41ss+word & more: "quoted" \\ ~!*()\'' },
  { id: 'x'.repeat(128), secret: '%25%2B+%20 100% of +it' },
].map((client) => ({ ...client, scopes: ['dataaction:read'] }));

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

describe('the token endpoint', () => {
  /** A service that accepts its own tokens and the tokens of an issuer. */
  let service: TestService;
  /** A service that accepts only its own tokens. */
  let alone: TestService;

  beforeAll(async () => {
    const OAUTH_CLIENTS = await clientsVariable([READER, BOTH, ...CLIENTS]);
    service = await startService({ world, environment: { OAUTH_CLIENTS, AUTH_ATTEMPTS_PER_MINUTE: '1000' } });
    const environment = { OAUTH_CLIENTS, AUTH_JWKS_URL: '', AUTH_ISSUER: '', AUTH_ALGORITHMS: 'ES256' };
    alone = await startService({
      world,
      environment: { ...environment, OAUTH_TOKEN_SECONDS: '60', AUTH_ATTEMPTS_PER_MINUTE: '20' },
    });
  });

  const requestToken = (form: string, headers: Record<string, string> = {}, at = service): Promise<Reply> =>
    at.send('/oauth/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: form,
    });

  async function tokenOf({ id, secret }: TestClient, at = service, scope = ''): Promise<string> {
    const form = `grant_type=client_credentials&scope=${encodeURIComponent(scope)}`;
    const { body } = await requestToken(form, { Authorization: basic(id, secret) }, at);
    return String(body['access_token']);
  }

  const statusOf = async (action: string, token: string, at = service): Promise<number> => {
    const input = { customer_id: 'c-1', idempotency_key: 'k', input_payload: {} };
    return (await at.call(action, input, { token })).status;
  };

  it("issues a token that the actions accept, with the client's scopes", async () => {
    const reply = await requestToken('grant_type=client_credentials', {
      Authorization: basic(READER.id, READER.secret),
    });

    expect(reply.status).toBe(200);
    expect(reply.headers.get('Cache-Control')).toBe('no-store');
    expect(reply.body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: 3_600,
      scope: 'dataaction:read',
    });
    const token = String(reply.body['access_token']);
    expect(await statusOf('customer-lookup', token)).toBe(200);
    expect(await statusOf('invoke-data-action', token)).toBe(403);
  });

  it('issues a token with audience, client, organisation and scope', async () => {
    const [header = '', claims = ''] = (await tokenOf(BOTH)).split('.');
    const parsed = (part: string): Record<string, unknown> =>
      JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
    const { iat, exp } = parsed(claims) as { iat: number; exp: number };

    expect(parsed(header)).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: expect.stringMatching(/^[\w-]{43}$/) });
    expect(parsed(claims)).toEqual({
      iss: 'urn:dataactions:token-endpoint',
      aud: 'https://sandbox.example',
      sub: 'both',
      client_id: 'both',
      organization_id: 'org-1',
      scope: 'dataaction:read dataaction:write',
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(exp - iat).toBe(3_600);
  });

  it('issues tokens that a service without another issuer accepts', async () => {
    const token = await tokenOf(READER, alone);

    expect((await alone.send('/health/ready')).status).toBe(200);
    expect(await statusOf('customer-lookup', token, alone)).toBe(200);
    expect(await statusOf('customer-lookup', world.issuer.token(), alone)).toBe(401);
    expect(await statusOf('customer-lookup', token)).toBe(401);
  });

  it('does not affect the tokens of the issuer', async () => {
    expect(await statusOf('customer-lookup', world.issuer.token())).toBe(200);
  });

  it.each([
    ['in the form', `&client_id=both&client_secret=${encodeURIComponent(BOTH.secret)}`, undefined],
    ['as Basic, not encoded', '', basic('both', BOTH.secret)],
    ['as Basic, encoded first', '', basic('both', encodeURIComponent(BOTH.secret))],
    ['as Basic, with the id in the form', '&client_id=both', basic('both', BOTH.secret)],
    ['as basic', '', basic('both', BOTH.secret).replace('Basic', 'basic ')],
  ])('accepts the credentials %s', async (_, form, authorization) => {
    const headers = authorization === undefined ? undefined : { Authorization: authorization };

    expect((await requestToken(`grant_type=client_credentials${form}`, headers)).status).toBe(200);
  });

  it('limits the scope of a token to the requested scope', async () => {
    const token = await tokenOf(BOTH, service, 'dataaction:write');

    expect(await statusOf('customer-lookup', token)).toBe(403);
  });

  it.each(REJECTED)('rejects %s', async (_, form, headers, status, error) => {
    const reply = await requestToken(form, headers);

    expect([reply.status, reply.body]).toEqual([
      status,
      { error, error_description: expect.stringMatching(/^[\w ,.;:/-]+$/) },
    ]);
    expect(reply.headers.get('Cache-Control')).toBe('no-store');
    const challenge = status === 401 ? 'Basic realm="dataactions", charset="UTF-8"' : null;
    expect(reply.headers.get('WWW-Authenticate')).toBe(challenge);
  });

  it('rejects a request with two Authorization headers', async () => {
    const connection = await RawConnection.open(service.port);
    connection.send(
      `POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
        `Authorization: ${GOOD.Authorization}\r\nAuthorization: ${basic('both', 'x')}\r\nContent-Length: ${GRANT.length}\r\n\r\n${GRANT}`,
    );

    expect((await connection.response()).status).toBe(400);
    connection.close();
  });

  it('rejects other methods with 405 and Allow', async () => {
    const reply = await service.send('/oauth/token');

    expect([reply.status, reply.headers.get('Allow')]).toEqual([405, 'POST']);
  });

  it('publishes only the public halves of its keys', async () => {
    const { keys } = (await service.send('/oauth/jwks.json')).body as unknown as { keys: object[] };

    expect(keys).toEqual([
      {
        kty: 'RSA',
        n: expect.stringMatching(/^[\w-]{342}$/),
        e: 'AQAB',
        kid: expect.stringMatching(/^[\w-]{43}$/),
        use: 'sig',
        alg: 'RS256',
      },
    ]);
  });

  it('is disabled if no clients are configured', async () => {
    const without = await startService({ world });

    expect((await requestToken(GRANT, GOOD, without)).status).toBe(404);
    expect((await without.send('/oauth/jwks.json')).status).toBe(404);
    await without.stop();
  });

  it('counts its requests by outcome', async () => {
    const { text } = await service.send('/metrics');

    expect(text).toMatch(/oauth_token_requests_total\{outcome="issued"\} [1-9]/);
    expect(text).toMatch(/oauth_token_requests_total\{outcome="invalid_client"\} [1-9]/);
  });

  it('limits failed requests per address and returns Retry-After, and still issues tokens if the address has signed in', async () => {
    expect((await requestToken(GRANT, GOOD, alone)).status).toBe(200);
    const statuses: number[] = [];
    let last: Reply | undefined;
    for (let attempt = 0; attempt < 25; attempt += 1) {
      last = await requestToken('grant_type=none', GOOD, alone);
      statuses.push(last.status);
    }

    expect(new Set(statuses)).toEqual(new Set([400, 429]));
    expect(last?.body).toMatchObject({ error: 'temporarily_unavailable' });
    expect(Number(last?.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await requestToken(GRANT, GOOD, alone)).status).toBe(200);
  });

  it('reports the exhausted limit in RateLimit headers', async () => {
    const { headers } = await requestToken('grant_type=none', GOOD, alone);

    expect(headers.get('RateLimit-Policy')).toBe('"sign-in";q=20;w=60');
    expect(headers.get('RateLimit')).toMatch(/^"sign-in";r=0;t=\d+$/);
  });

  describe.each(CLIENTS)('signs in the client $id', ({ id, secret }) => {
    const TOKEN = expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string;
    const configOf = (method: openid.ClientAuth): openid.Configuration => {
      const server = { issuer: 'urn:test', token_endpoint: `${service.url}/oauth/token` };
      const config = new openid.Configuration(server, id, {}, method);
      openid.allowInsecureRequests(config);
      return config;
    };

    it.each([
      ['client_secret_basic', openid.ClientSecretBasic],
      ['client_secret_post', openid.ClientSecretPost],
    ])('with openid-client by %s', async (_, method) => {
      const { access_token } = await openid.clientCredentialsGrant(configOf(method(secret)));

      expect(access_token).toEqual(TOKEN);
    });

    it('with oauth4webapi', async () => {
      const server = { issuer: 'urn:test', token_endpoint: `${service.url}/oauth/token` };
      const options = { [oauth.allowInsecureRequests]: true };
      const client = { client_id: id };
      const auth = oauth.ClientSecretBasic(secret);
      const response = await oauth.clientCredentialsGrantRequest(server, client, auth, {}, options);

      const { access_token } = await oauth.processClientCredentialsResponse(server, client, response);
      expect(access_token).toEqual(TOKEN);
    });

    it.each(['strict', 'loose'] as const)('with simple-oauth2, its encoding %s', async (encoding) => {
      const client = new ClientCredentials({
        client: { id, secret },
        auth: { tokenHost: service.url, tokenPath: '/oauth/token' },
        options: { credentialsEncodingMode: encoding },
      });

      const { token } = await client.getToken({});
      expect(token['access_token']).toEqual(TOKEN);
    });

    it('like Spring Security: form-encoded, then as Basic', async () => {
      const { status } = await requestToken(GRANT, {
        Authorization: basic(formEncoded(id), formEncoded(secret)),
        'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8',
      });

      expect(status).toBe(200);
    });

    it('only with its secret', async () => {
      const config = configOf(openid.ClientSecretBasic(`${secret}.`));

      await expect(openid.clientCredentialsGrant(config)).rejects.toMatchObject({ status: 401 });
    });
  });
});

describe("the rotation of the token endpoint's signing keys", () => {
  const former = ownKey();
  const next = ownKey();
  let file: string;
  let replicas: TestService[];

  beforeAll(async () => {
    file = fileWith(former.pem);
    const environment = {
      AUTH_JWKS_URL: '',
      AUTH_ISSUER: '',
      OAUTH_CLIENTS: await clientsVariable([READER]),
      OAUTH_SIGNING_KEY_FILE: file,
      AUTH_ATTEMPTS_PER_MINUTE: '10000',
    };
    replicas = [await startService({ world, environment }), await startService({ world, environment })];
  });

  async function tokenFrom(replica: TestService): Promise<string> {
    const { body } = await replica.send('/oauth/token', {
      method: 'POST',
      headers: { Authorization: basic(READER.id, READER.secret) },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    return String(body['access_token']);
  }

  const keyOf = (token: string): string =>
    (JSON.parse(Buffer.from(token.split('.', 1).join(), 'base64url').toString()) as { kid: string }).kid;

  it('causes no rejection of a valid token at any replica while both keys are in the file', async () => {
    const tokens = [await tokenFrom(replicas[0] as TestService)];
    const rejections: number[] = [];
    writeFileSync(file, next.pem + former.pem);
    const signers = new Set<string>();
    for (let after = 0; after < 3; after += signers.size === 2 ? 1 : 0) {
      for (const replica of replicas) {
        const token = await tokenFrom(replica);
        signers.add(keyOf(token));
        tokens.push(token);
        for (const other of replicas) {
          for (const issued of [token, tokens[0]]) {
            const { status } = await other.call('customer-lookup', { customer_id: 'c-1' }, { token: issued });
            if (status !== 200) rejections.push(status);
          }
        }
      }
    }

    expect(rejections).toEqual([]);
    expect([...signers]).toEqual([former.key.kid, next.key.kid]);
    expect(tokens.length).toBeGreaterThan(5);
  });
});
