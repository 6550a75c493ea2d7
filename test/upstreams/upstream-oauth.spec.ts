import { ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { readConfigs } from '../../src/config/variables/read-configs.js';
import { Upstream } from '../../src/upstreams/authentication/upstream.js';
import { UpstreamConfig, upstreamConfig } from '../../src/upstreams/authentication/upstream-config.js';
import { killAfterSuite } from '../support/clean-up.js';
import { until } from '../support/until.js';
import { UpstreamBench } from '../resilience/upstream-bench.js';

const TicketsConfig = upstreamConfig('SPECTICKETS', 'oauth2');

describe('An upstream behind a real OAuth2 server', () => {
  const bench = new UpstreamBench();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let server: ChildProcess;
  let url: string;

  const start = async (tokenSeconds: number): Promise<void> => {
    const keys = [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }];
    const settings = { CLIENT_JWKS: JSON.stringify({ keys }), TOKEN_SECONDS: `${tokenSeconds}` };
    const env = { ...process.env, NODE_OPTIONS: '', ...settings };
    server = killAfterSuite(fork(join(__dirname, 'oidc-server.mjs'), { env, stdio: 'ignore' }));
    const ended = once(server, 'exit').then(([code]) => {
      throw new Error(`The server ended with exit code ${String(code)}`);
    });
    [url] = (await Promise.race([once(server, 'message'), ended])) as [string];
    ended.catch(() => undefined);
  };

  afterEach(() => {
    bench.clear();
    server.kill();
  });

  const upstreamWith = (clientAuth: string): Upstream => {
    const config = readConfigs({
      SPECTICKETS_BASE_URL: url,
      SPECTICKETS_TOKEN_URL: `${url}/token`,
      SPECTICKETS_CLIENT_AUTH: clientAuth,
      SPECTICKETS_CLIENT_ID: clientAuth,
      SPECTICKETS_CLIENT_SECRET: 'pa:ss word+%25~',
      SPECTICKETS_CLIENT_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      SPECTICKETS_SCOPE: 'tickets',
    }).get(TicketsConfig) as UpstreamConfig;
    return new Upstream({
      name: 'Tickets',
      config,
      connector: bench.connector({ retryAttempts: 1, timeoutMs: 30_000 }),
    });
  };

  const getTicket = async (upstream: Upstream): Promise<{ client: string; tokens: number }> => {
    const request = { operation: 'GET ticket', method: 'GET', path: ['api', 'tickets'] } as const;
    const { body } = await upstream.request(request, bench.callWithin());
    return body as { client: string; tokens: number };
  };

  it.each(['basic', 'post', 'private_key_jwt'])('gets a token by %s, once for all callers', async (clientAuth) => {
    await start(600);
    const upstream = upstreamWith(clientAuth);

    const responses = await Promise.all(Array.from({ length: 20 }, () => getTicket(upstream)));

    expect(new Set(responses.map(({ client }) => client))).toEqual(new Set([clientAuth]));
    expect(responses.at(-1)?.tokens).toBe(1);
  });

  it('renews tokens of two seconds under load, without a failed call', async () => {
    await start(2);
    const upstream = upstreamWith('basic');
    const outcomes = { ok: 0, failed: 0 };
    let tokens = 0;
    let isLoaded = true;
    const load = Array.from({ length: 5 }, async () => {
      while (isLoaded)
        await getTicket(upstream).then(
          ({ tokens: issued }) => {
            outcomes.ok += 1;
            tokens = issued;
          },
          () => (outcomes.failed += 1),
        );
    });
    await until(() => tokens >= 4);
    isLoaded = false;
    await Promise.all(load);

    expect(outcomes.failed).toBe(0);
    expect(outcomes.ok).toBeGreaterThan(20);
  });
});
