import { generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, exportJWK, jwtVerify } from 'jose';
import { Simulator } from '../../../sandbox/simulator/simulator.js';
import { UpstreamBench } from '../../../test/resilience/upstream-bench.js';
import { readConfigs } from '../../config/variables/read-configs.js';
import { UpstreamConnector } from '../../resilience/upstream/upstream-connector.js';
import { Upstream } from './upstream.js';
import { UpstreamConfig, upstreamConfig } from './upstream-config.js';

const DeskConfig = upstreamConfig('SPECDESK', 'api-key');

describe('Upstream', () => {
  let tokens: number;
  let accepted: (authorization: unknown) => boolean;
  const desk = new Simulator('desk', {
    ticket: {
      method: 'GET',
      pattern: '/tickets/:id',
      handle: ({ headers }) =>
        accepted(headers.authorization) ? { status: 200, body: {} } : { status: 401, body: {} },
    },
    token: {
      method: 'POST',
      pattern: '/oauth2/token',
      handle: () => ({
        status: 200,
        body: { access_token: `token-${(tokens += 1)}`, token_type: 'Bearer', expires_in: 3_600 },
      }),
    },
  });
  const bench = new UpstreamBench();
  let connector: UpstreamConnector;

  beforeAll(() => desk.start());
  afterAll(() => desk.stop());

  beforeEach(() => {
    desk.reset();
    tokens = 0;
    accepted = () => true;
    connector = bench.connector();
  });

  afterEach(() => bench.clear());

  function upstreamWith(environment: Record<string, string>): Upstream {
    const configs = readConfigs({
      SPECDESK_BASE_URL: desk.url,
      SPECDESK_TOKEN_URL: `${desk.url}/oauth2/token`,
      ...environment,
    });
    return new Upstream({ name: 'Desk', config: configs.get(DeskConfig) as UpstreamConfig, connector });
  }

  const request = (upstream: Upstream) =>
    upstream.request({ operation: 'GET ticket', method: 'GET', path: ['tickets', 't-1'] }, bench.callWithin());

  it.each([
    ['none', {}, {}],
    ['api-key', { SPECDESK_API_KEY: 'k' }, { 'x-api-key': 'k' }],
    ['bearer', { SPECDESK_API_KEY: 'k' }, { authorization: 'Bearer k' }],
    ['basic', { SPECDESK_USERNAME: 'ada', SPECDESK_PASSWORD: 'pä:ss' }, { authorization: 'Basic YWRhOnDDpDpzcw==' }],
  ])('authenticates by %s', async (SPECDESK_AUTH, environment, headers) => {
    await request(upstreamWith({ SPECDESK_AUTH, ...environment }));

    expect(desk.calls('ticket')[0]?.headers).toMatchObject(headers);
  });

  const OAUTH = { SPECDESK_AUTH: 'oauth2', SPECDESK_CLIENT_ID: 'flows', SPECDESK_CLIENT_SECRET: 's/t' };

  it('fetches one token for all callers', async () => {
    const upstream = upstreamWith(OAUTH);
    await Promise.all(Array.from({ length: 20 }, () => request(upstream)));

    expect(desk.calls('token')).toHaveLength(1);
    expect(new Set(desk.calls('ticket').map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer token-1']),
    );
  });

  it.each([
    ['basic', 'Basic Zmxvd3M6cyUyRnQ=', 'grant_type=client_credentials'],
    ['post', undefined, 'grant_type=client_credentials&client_id=flows&client_secret=s%2Ft'],
  ])('authenticates to the token endpoint by %s', async (SPECDESK_CLIENT_AUTH, authorization, body) => {
    await request(upstreamWith({ ...OAUTH, SPECDESK_CLIENT_AUTH }));

    const [call] = desk.calls('token');
    expect([call?.headers.authorization, call?.body]).toEqual([authorization, body]);
  });

  it('signs an assertion with its private key (RFC 7523)', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    await request(
      upstreamWith({
        ...OAUTH,
        SPECDESK_CLIENT_AUTH: 'private_key_jwt',
        SPECDESK_CLIENT_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        SPECDESK_SCOPE: 'tickets:read',
      }),
    );

    const form = new URLSearchParams(String(desk.calls('token')[0]?.body));
    const keys = createLocalJWKSet({ keys: [await exportJWK(publicKey)] });
    const { payload } = await jwtVerify(form.get('client_assertion') ?? '', keys, {
      audience: `${desk.url}/oauth2/token`,
    });
    expect(payload).toMatchObject({ iss: 'flows', sub: 'flows' });
    expect(form.get('scope')).toBe('tickets:read');
  });

  it('replaces a rejected token once and repeats the request', async () => {
    accepted = (authorization) => authorization === 'Bearer token-2';

    await expect(request(upstreamWith(OAUTH))).resolves.toMatchObject({ status: 200 });
    expect(desk.calls('token')).toHaveLength(2);
  });

  it('passes on the rejection when a new token is rejected too', async () => {
    accepted = () => false;

    await expect(request(upstreamWith(OAUTH))).rejects.toMatchObject({ code: 'UPSTREAM_REJECTED', statusCode: 401 });
    expect(desk.calls('ticket')).toHaveLength(2);
  });

  it.each([
    ['basic', ['SPECDESK_PASSWORD', 'SPECDESK_USERNAME']],
    ['oauth2', ['SPECDESK_CLIENT_ID', 'SPECDESK_CLIENT_SECRET']],
    ['magic', ['SPECDESK_AUTH']],
  ])('prevents the start if the credentials of %s are missing', (SPECDESK_AUTH, variables) => {
    expect(() => upstreamWith({ SPECDESK_AUTH })).toThrow(
      new RegExp(variables.map((name) => `${name} [^\\n]*`).join('\\n  ')),
    );
  });
});
