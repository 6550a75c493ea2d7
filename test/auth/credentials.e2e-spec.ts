import { startWorld, World } from '../support/world.js';
import { basic, clientsVariable, TestClient } from '../oauth/known-clients.js';
import { lintOpenApi } from '../pages/lint-openapi.js';
import { Reply, startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

const READER: TestClient = { id: 'reader', secret: 'colon:and%41+né', scopes: ['dataaction:read'] };
const KEY: TestClient = { id: 'key-client', secret: 'dotted.secret', scopes: ['dataaction:read', 'dataaction:write'] };

const BASIC = 'Basic realm="dataactions", charset="UTF-8"';
const API_KEY = 'ApiKey realm="dataactions", header="X-API-Key"';

describe('client credentials', () => {
  let world: World;
  /** A service that accepts Basic credentials, API keys, and tokens of an issuer and of its own endpoint. */
  let service: TestService;
  /** A service that accepts only Basic credentials. */
  let plain: TestService;

  beforeAll(async () => {
    world = await startWorld();
    const [BASIC_CLIENTS, API_KEY_CLIENTS] = await Promise.all(
      [READER, KEY].map((client) => clientsVariable([client])),
    );
    const everything = { BASIC_CLIENTS, API_KEY_CLIENTS, OAUTH_CLIENTS: BASIC_CLIENTS } as Record<string, string>;
    service = await startService({
      world,
      environment: { ...everything, TRUST_PROXY: '1', IP_ALLOWLIST: '127.0.0.1' },
    });
    const none = { AUTH_JWKS_URL: '', AUTH_ISSUER: '', AUTH_AUDIENCE: '' };
    plain = await startService({ world, environment: { ...none, BASIC_CLIENTS: BASIC_CLIENTS ?? '' } });
  });

  const call = (headers: Record<string, string>, at = service, action = 'customer-lookup'): Promise<Reply> =>
    at.send(`/api/v1/dataactions/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ customer_id: 'c-1', idempotency_key: 'k-1', input_payload: {} }),
    });

  const asReader = { Authorization: basic(READER.id, READER.secret) };
  const withKey = { 'X-API-Key': `${KEY.id}.${KEY.secret}` };

  it('are accepted as Basic credentials, as an API key and as a token', async () => {
    expect((await call(asReader)).status).toBe(200);
    expect((await call(withKey)).status).toBe(200);
    expect((await call({ Authorization: `Bearer ${world.issuer.token()}` })).status).toBe(200);
    expect((await call(asReader, plain)).status).toBe(200);
  });

  it('have only the scopes of the configuration', async () => {
    const rejected = await call(asReader, service, 'invoke-data-action');

    expect((await call(withKey, service, 'invoke-data-action')).status).toBe(200);
    expect(rejected).toMatchObject({ status: 403, body: { errors: ['The client lacks the scope dataaction:write'] } });
    expect(rejected.headers.get('WWW-Authenticate')).toBeNull();
    expect(envelopeDefects(rejected)).toEqual([]);
  });

  it('are accepted only from allowed addresses', async () => {
    const elsewhere = { 'X-Forwarded-For': '192.0.2.1' };

    expect((await call({ ...asReader, ...elsewhere })).status).toBe(403);
    expect((await call({ ...withKey, ...elsewhere })).status).toBe(403);
    const form = { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) };
    expect((await service.send('/oauth/token', { ...form, headers: { ...asReader, ...elsewhere } })).status).toBe(403);
    expect((await service.send('/oauth/jwks.json', { headers: elsewhere })).status).toBe(200);
  });

  const token = (): string => `Bearer ${world.issuer.token()}`;

  it.each([
    ['nothing', {}, `Bearer, ${BASIC}, ${API_KEY}`, 'Credentials are required'],
    ['a wrong secret', { Authorization: basic('reader', 'x') }, `Bearer, ${BASIC}, ${API_KEY}`, undefined],
    ['an unknown client', { Authorization: basic('nobody', READER.secret) }, `Bearer, ${BASIC}, ${API_KEY}`, undefined],
    ['an empty secret', { Authorization: basic('reader', '') }, `Bearer, ${BASIC}, ${API_KEY}`, undefined],
    [
      'an encoded secret',
      { Authorization: basic('reader', encodeURIComponent(READER.secret)) },
      `Bearer, ${BASIC}, ${API_KEY}`,
      undefined,
    ],
    ['an invalid Basic value', { Authorization: 'Basic x' }, `Bearer, ${BASIC}, ${API_KEY}`, undefined],
    [
      "an API key client's secret as Basic",
      { Authorization: basic(KEY.id, KEY.secret) },
      `Bearer, ${BASIC}, ${API_KEY}`,
      undefined,
    ],
    ['a Basic client as an API key', { 'X-API-Key': 'reader.x' }, `Bearer, ${BASIC}, ${API_KEY}`, undefined],
    ['an API key without a dot', { 'X-API-Key': 'key-client' }, `Bearer, ${BASIC}, ${API_KEY}`, undefined],
    [
      'a very long API key',
      { 'X-API-Key': `key-client.${'x'.repeat(4_000)}` },
      `Bearer, ${BASIC}, ${API_KEY}`,
      undefined,
    ],
    [
      'Basic credentials and an API key together',
      { ...asReader, ...withKey },
      `Bearer, ${BASIC}, ${API_KEY}`,
      undefined,
    ],
    ['a bad token', { Authorization: 'Bearer x.y.z' }, `Bearer error="invalid_token", ${BASIC}, ${API_KEY}`, undefined],
  ])('are rejected with %s, without a reason', async (_, headers, challenge, message) => {
    const reply = await call(headers);

    expect(reply).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED', action: 'refresh_token', errors: [message ?? 'The credentials are not valid'] },
    });
    expect(reply.headers.get('WWW-Authenticate')).toBe(challenge);
    expect(envelopeDefects(reply)).toEqual([]);
  });

  it('are rejected with a valid token and a valid API key together', async () => {
    expect((await call({ Authorization: token(), ...withKey })).status).toBe(401);
  });

  it.each([{}, { Authorization: 'Bearer x.y.z' }, { Authorization: basic('reader', 'x') }, withKey])(
    'get a 401 that names only the enabled methods in WWW-Authenticate: %j',
    async (headers) => {
      const reply = await call(headers, plain);

      expect([reply.status, reply.headers.get('WWW-Authenticate')]).toEqual([401, BASIC]);
    },
  );

  it('are the only way to sign in if no issuer is configured, and the service is ready without signing keys', async () => {
    expect((await call({ Authorization: token() }, plain)).status).toBe(401);
    expect((await plain.send('/health/ready')).status).toBe(200);
  });

  it('are accepted during a flood of wrong guesses, and so are tokens', async () => {
    const flood = Array.from({ length: 150 }, (_, index) => call({ Authorization: basic(`guess-${index}`, 'x') }));
    expect((await call({ Authorization: token() })).status).toBe(200);
    expect((await call(asReader)).status).toBe(200);
    const statuses = (await Promise.all(flood)).map(({ status }) => status);

    expect([...new Set(statuses)].sort()).toEqual([401, 429]);
  }, 60_000);

  it('are counted by the reason of their rejection', async () => {
    const { text } = await service.send('/metrics');

    for (const reason of ['credentials', 'malformed_credentials', 'several_credentials'])
      expect(text).toMatch(new RegExp(`auth_token_refusals_total\\{reason="${reason}"\\} [1-9]`));
  });

  it('are described for each enabled method in an OpenAPI document that passes a linter', async () => {
    const { text } = await service.send('/openapi.json');
    const { components, paths } = JSON.parse(text) as {
      components: { securitySchemes: object };
      paths: Record<string, { post: { security: object[] } }>;
    };

    expect(await lintOpenApi(text)).toEqual([[]]);
    expect(Object.keys(components.securitySchemes)).toEqual(['bearer', 'oauth', 'basic', 'api_key']);
    expect(paths['/api/v1/dataactions/customer-lookup']?.post.security).toEqual([
      { bearer: [] },
      { oauth: [] },
      { basic: [] },
      { api_key: [] },
    ]);
    expect(paths['/oauth/token']?.post.security).toEqual([]);
  });
});
