import { startWorld, World } from '../support/world.js';
import { basic, clientsVariable, TestClient } from './known-clients.js';
import { BOTH, GOOD, GRANT, READER, REJECTED } from './rejected-token-requests.js';
import { RawConnection } from '../support/network/raw-connection.js';
import { Reply, startService, TestService } from '../support/service.js';

describe('the token endpoint', () => {
  let world: World;
  /** Accepts its own tokens and those of an issuer. */
  let service: TestService;
  /** Accepts only its own tokens. */
  let alone: TestService;

  beforeAll(async () => {
    world = await startWorld();
    const OAUTH_CLIENTS = await clientsVariable([READER, BOTH]);
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

  it('is sufficient for a service without an issuer', async () => {
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

  it('narrows the scope to the requested one', async () => {
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

  it('limits failed requests per address, and returns Retry-After', async () => {
    const statuses: number[] = [];
    let last: Reply | undefined;
    for (let attempt = 0; attempt < 25; attempt += 1) {
      last = await requestToken('grant_type=none', GOOD, alone);
      statuses.push(last.status);
    }

    expect(new Set(statuses)).toEqual(new Set([400, 429]));
    expect(last?.body).toMatchObject({ error: 'temporarily_unavailable' });
    expect(Number(last?.headers.get('Retry-After'))).toBeGreaterThan(0);
  });

  it('issues tokens to an address that has signed in before, despite failed requests since', async () => {
    const OAUTH_CLIENTS = await clientsVariable([READER, BOTH]);
    const other = await startService({ world, environment: { OAUTH_CLIENTS, AUTH_ATTEMPTS_PER_MINUTE: '5' } });
    expect((await requestToken(GRANT, GOOD, other)).status).toBe(200);
    for (let attempt = 0; attempt < 10; attempt += 1) await requestToken('grant_type=none', GOOD, other);
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await requestToken(GRANT, GOOD, other)).status).toBe(200);
    await other.stop();
  });

  it('reports the exhausted limit in RateLimit headers', async () => {
    const { headers } = await requestToken('grant_type=none', GOOD, alone);

    expect(headers.get('RateLimit-Policy')).toBe('"sign-in";q=20;w=60');
    expect(headers.get('RateLimit')).toMatch(/^"sign-in";r=0;t=\d+$/);
  });
});
