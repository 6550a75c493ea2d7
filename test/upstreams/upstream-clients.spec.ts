import { fork } from 'node:child_process';
import { generateKeyPairSync, KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { readConfigs } from '../../src/config/variables/read-configs.js';
import { ProxyConfig } from '../../src/resilience/egress/proxy.config.js';
import { Upstream } from '../../src/upstreams/authentication/upstream.js';
import { UpstreamCall, upstreamClient } from '../../src/upstreams/authentication/upstream-client.js';
import { UpstreamConfig, upstreamConfig } from '../../src/upstreams/authentication/upstream-config.js';
import { HOSTILE_INPUTS } from '../hosted-actions/hostile-inputs.js';
import { killAfterSuite, temporaryFolder } from '../support/clean-up.js';
import { Certificates } from '../support/network/certificates.js';
import { ProxyServer } from '../support/network/proxy-server.js';
import { httpResponse, RawUpstream } from '../support/network/raw-upstream.js';
import { RecordingUpstream } from '../support/network/recording-upstream.js';
import { until } from '../support/until.js';
import { codeOf, UpstreamBench } from '../resilience/upstream-bench.js';

class TicketsClient extends upstreamClient({ name: 'Tickets', prefix: 'SPECPATHS', auth: 'none' }) {
  events(id: string, call: UpstreamCall) {
    const request = { operation: 'GET events', method: 'GET', path: ['v1', 'tickets', id, 'events'] } as const;
    return this.read({ ok: 'boolean' }, request, call);
  }
}

const TicketsConfig = upstreamConfig('SPECTICKETS', 'oauth2');

/** Concurrent callers under load. They are fewer than the retry budget, because all can need a retry at the same time. */
const CALLERS = 5;
/** Number of calls before a rotation, and of accepted calls after it. */
const ENOUGH_CALLS = 20;

const bench = new UpstreamBench();
afterEach(() => bench.clear());

const folder = temporaryFolder('rotation');
let files = 0;
const fileWith = (text: string): string => {
  const path = join(folder, `secret-${(files += 1)}`);
  writeFileSync(path, text);
  return path;
};

/** Replaces a file at once, as secret managers do. */
const replace = (path: string, text: string): void => {
  writeFileSync(`${path}.next`, text);
  renameSync(`${path}.next`, path);
};

function upstreamWith(environment: Record<string, string>): Upstream {
  const issuer = { AUTH_AUDIENCE: 'a', AUTH_ISSUER: 'http://issuer' };
  const configs = readConfigs({ ...issuer, ...environment }, ({ files }) => bench.watcher.watch(files));
  const connector = bench.connector({ timeoutMs: 30_000 }, configs.get(ProxyConfig));
  return new Upstream({ name: 'Tickets', config: configs.get(TicketsConfig) as UpstreamConfig, connector });
}

async function getTicket(upstream: Upstream): Promise<{ client: string; tokens: number }> {
  const request = { operation: 'GET ticket', method: 'GET', path: ['api', 'tickets'] } as const;
  const { body } = await upstream.request(request, bench.callWithin());
  return body as { client: string; tokens: number };
}

/** Calls an upstream all the time, before a rotation and until enough calls succeeded after it. @returns the failures */
async function failuresOf(
  upstream: Upstream,
  rotate: () => unknown,
  isEnough: (calls: number, ticket: { tokens: number }) => boolean,
): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  let [calls, callsAfter] = [0, 0];
  let isRotated = false;
  let isOver = false;
  const caller = async (): Promise<void> => {
    while (!isOver) {
      const wasRotated = isRotated;
      const ticket = await getTicket(upstream).catch((error: unknown) => void failures.push(error));
      calls += 1;
      if (wasRotated && ticket) isOver ||= isEnough((callsAfter += 1), ticket);
      await sleep(20);
    }
  };
  const load = Promise.all(Array.from({ length: CALLERS }, caller));
  try {
    await until(() => calls >= ENOUGH_CALLS);
    await rotate();
    isRotated = true;
    await until(() => isOver || failures.length > 0);
  } finally {
    isOver = true;
    await load;
  }
  return failures;
}

describe('A secret that is rotated under load', () => {
  it.each([
    ['api-key', 'API_KEY', 'x-api-key', (secret: string) => secret],
    ['bearer', 'API_KEY', 'authorization', (secret: string) => `Bearer ${secret}`],
    ['basic', 'PASSWORD', 'authorization', (secret: string) => `Basic ${btoa(`ada:${secret}`)}`],
  ])(
    'causes no failed call with %s, although the upstream rejects the old secret at once',
    async (auth, name, header, sent) => {
      let valid = 'first';
      const api = await RecordingUpstream.start();
      api.respond = ({ headers }) => ({ status: headers[header] === sent(valid) ? 200 : 401, json: {} });
      const file = fileWith(valid);
      const upstream = upstreamWith({
        SPECTICKETS_BASE_URL: api.url,
        SPECTICKETS_AUTH: auth,
        ...(auth === 'basic' && { SPECTICKETS_USERNAME: 'ada' }),
        [`SPECTICKETS_${name}_FILE`]: file,
      });
      const rotate = (): void => {
        replace(file, 'second');
        valid = 'second';
      };

      expect(await failuresOf(upstream, rotate, (calls) => calls >= ENOUGH_CALLS)).toEqual([]);
    },
  );

  it('causes no failed call if it is the password of a proxy, although the proxy rejects the old one at once', async () => {
    const proxy = await ProxyServer.start({ credentials: 'ada:first' });
    const api = await RecordingUpstream.start();
    const file = fileWith(proxy.url('ada:first'));
    const upstream = upstreamWith({
      SPECTICKETS_BASE_URL: api.url,
      SPECTICKETS_AUTH: 'none',
      HTTP_PROXY_FILE: file,
    });
    const rotate = (): void => {
      replace(file, proxy.url('ada:second'));
      proxy.options.credentials = 'ada:second';
    };

    expect(await failuresOf(upstream, rotate, (calls) => calls >= ENOUGH_CALLS)).toEqual([]);
    expect(proxy.requests.length).toBeGreaterThan(2 * ENOUGH_CALLS);
    bench.clear();
    await proxy.stop();
  });
});

describe('An upstream with a private authority', () => {
  it('receives the configured client certificate', async () => {
    const certificates = new Certificates();
    const authority = certificates.authority('Private authority');
    const { cert, key } = certificates.issuedBy(authority, 'localhost');
    const own = certificates.issuedBy(authority, 'service');
    const server = createServer({ cert, key, ca: authority.cert, requestCert: true }, ({ socket }, response) => {
      const client = (socket as TLSSocket).getPeerCertificate().subject.CN;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ client }));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const upstream = upstreamWith({
      SPECTICKETS_BASE_URL: `https://localhost:${(server.address() as AddressInfo).port}`,
      SPECTICKETS_AUTH: 'none',
      SPECTICKETS_TLS_CA_FILE: authority.certFile,
      SPECTICKETS_TLS_CERT_FILE: own.certFile,
      SPECTICKETS_TLS_KEY_FILE: own.keyFile,
    });

    expect(await getTicket(upstream)).toEqual({ client: 'service' });
    bench.clear();
    server.close();
  });
});

describe('An upstream behind a real OAuth2 server', () => {
  const SECRET = 'pa:ss word+%25~';
  const keys = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  const jwksOf = (key?: KeyObject) => ({ keys: [{ ...key?.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] });
  const pemOf = (key?: KeyObject): string => key?.export({ type: 'pkcs8', format: 'pem' }).toString() ?? '';
  const env = { ...process.env, NODE_OPTIONS: '', CLIENT_JWKS: JSON.stringify(jwksOf(keys[0]?.publicKey)) };
  const server = killAfterSuite(fork(join(__dirname, 'oidc-server.mjs'), { env, stdio: 'ignore' }));
  let url: string;

  beforeAll(async () => {
    const ended = once(server, 'exit').then(([code]) => {
      throw new Error(`The server ended with exit code ${String(code)}`);
    });
    [url] = (await Promise.race([once(server, 'message'), ended])) as [string];
    ended.catch(() => undefined);
  });

  const clientOf = (id: string, clientAuth: string, credential: Record<string, string>): Upstream =>
    upstreamWith({
      SPECTICKETS_BASE_URL: url,
      SPECTICKETS_TOKEN_URL: `${url}/token`,
      SPECTICKETS_CLIENT_AUTH: clientAuth,
      SPECTICKETS_CLIENT_ID: id,
      SPECTICKETS_SCOPE: 'tickets',
      ...credential,
    });

  const CHANGED = { client_secret: 'another secret' };
  const METHODS = [
    ['basic', 'SPECTICKETS_CLIENT_SECRET', SECRET, CHANGED.client_secret, CHANGED],
    ['post', 'SPECTICKETS_CLIENT_SECRET', SECRET, CHANGED.client_secret, CHANGED],
    [
      'private_key_jwt',
      'SPECTICKETS_CLIENT_KEY',
      pemOf(keys[0]?.privateKey),
      pemOf(keys[1]?.privateKey),
      { jwks: jwksOf(keys[1]?.publicKey) },
    ],
  ] as const;

  it.each(METHODS)('gets a token by %s, once for all callers', async (clientAuth, variable, credential) => {
    const upstream = clientOf(clientAuth, clientAuth, { [variable]: credential });

    const responses = await Promise.all(Array.from({ length: 20 }, () => getTicket(upstream)));

    expect(new Set(responses.map(({ client }) => client))).toEqual(new Set([clientAuth]));
    expect(responses.at(-1)?.tokens).toBe(1);
  });

  it('renews tokens of two seconds under load and through a rotation of its credential, without a failed call', async () => {
    const failures = METHODS.map(async ([clientAuth, variable, first, second, change]) => {
      const id = `short-${clientAuth}`;
      const file = fileWith(first);
      const upstream = clientOf(id, clientAuth, { [`${variable}_FILE`]: file });
      let tokensBefore = Infinity;
      const rotate = async (): Promise<void> => {
        replace(file, second);
        const changed = new Promise<void>((resolve) =>
          server.on('message', (changedId) => changedId === id && resolve()),
        );
        server.send({ client: id, change });
        await changed;
        ({ tokens: tokensBefore } = await getTicket(upstream));
      };
      return failuresOf(upstream, rotate, (_calls, { tokens }) => tokens >= tokensBefore + 2);
    });

    expect(await Promise.all(failures)).toEqual([[], [], []]);
  });
});

describe('A path segment that an input chooses', () => {
  /** Returns whether a server may interpret a part of the segment as `.` or `..`. */
  function isDots(segment: string): boolean {
    let text = segment;
    for (let times = 0; times < 3; times += 1) {
      text = text.replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
      if (text.split(/[/\\]/).some((part) => /^\.\.?(;|$)/.test(part))) return true;
    }
    return false;
  }

  it('reaches no other resource with any of 500 hostile texts, and stays unchanged', async () => {
    const lines: string[] = [];
    const { url } = await RawUpstream.start((socket) => socket.write(httpResponse({ ok: true })), {
      onData: (bytes) => lines.push(bytes.toString('latin1').split('\r\n', 1)[0] ?? ''),
    });
    const config = readConfigs({ SPECPATHS_BASE_URL: url }).get(TicketsClient.Config) as UpstreamConfig;
    const client = new TicketsClient(config, bench.connector());
    const sent: string[] = [];
    const codes = new Set<string>();
    for (const id of HOSTILE_INPUTS) {
      const code = await codeOf(client.events(id, bench.callWithin()));
      codes.add(code);
      if (code === 'OK') sent.push(id);
    }

    expect(codes).toEqual(new Set(['OK', 'INVALID_INPUT']));
    expect(lines.filter((line) => !/^GET \/v1\/tickets\/[^/\\?#;\s]+\/events HTTP\/1\.1$/.test(line))).toEqual([]);
    const segments = lines.map((line) => line.split('/')[3] ?? '');
    expect(segments.map(decodeURIComponent)).toEqual(sent);
    expect(segments.filter(isDots)).toEqual([]);
  });
});
