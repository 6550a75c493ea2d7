import { ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync, KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { createServer, IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { temporaryFolder } from '../support/clean-up.js';
import { Certificates } from '../support/network/certificates.js';
import { ProxyServer } from '../support/network/proxy-server.js';
import { startService, TestService } from '../support/service.js';
import { countOutcomes, LoadReply, SteadyLoad } from '../support/steady-load.js';
import { until } from '../support/until.js';
import { startWorld, World } from '../support/world.js';

const CALLS_PER_SECOND = 30;
/** Calls before a rotation, and calls that must succeed after it. */
const ENOUGH_CALLS = 20;
/** Less than the retry budget, which a stall would exceed: all calls in flight need a retry at once. */
const MAX_IN_FLIGHT = 8;

/** An upstream that accepts one credential at a time, and counts the requests that had the present one. */
class StrictUpstream {
  accepted = 0;

  constructor(
    private readonly server: Server,
    private readonly scheme: string,
  ) {}

  get url(): string {
    return `${this.scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  static async start(isAccepted: (request: IncomingMessage) => boolean, tls?: object): Promise<StrictUpstream> {
    const onRequest = (request: IncomingMessage, respond: (status: number) => void): void => {
      const isValid = isAccepted(request);
      if (isValid) upstream.accepted += 1;
      respond(isValid ? 200 : 401);
    };
    const handler = (request: IncomingMessage, response: import('node:http').ServerResponse): void =>
      onRequest(request, (status) =>
        response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"id":"c-1"}'),
      );
    const server = tls ? createTlsServer(tls, handler) : createServer(handler);
    const upstream = new StrictUpstream(server, tls ? 'https' : 'http');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    return upstream;
  }
}

describe('a secret that is rotated under load', () => {
  const folder = temporaryFolder('rotation');
  let world: World;
  let service: TestService;
  let files = 0;

  beforeAll(async () => {
    world = await startWorld();
  });

  afterEach(() => service.stop());

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

  /** Calls an action at a constant rate through a rotation, until `enough` has been accepted after it. @returns the count of each outcome */
  async function outcomesOf(
    environment: Readonly<Record<string, string>>,
    rotate: () => unknown,
    acceptedNow: () => number | Promise<number>,
    enough = ENOUGH_CALLS,
  ): Promise<Record<string, number>> {
    service = await startService({ world, environment });
    const options = { token: world.issuer.token(), headers: { 'Cache-Control': 'no-cache' } };
    const replies: LoadReply[] = [];
    let inFlight = 0;
    const load = new SteadyLoad(CALLS_PER_SECOND, async (number) => {
      if (inFlight === MAX_IN_FLIGHT) return;
      inFlight += 1;
      const { status, text, body } = await service.call('customer-lookup', { customer_id: `c-${number}` }, options);
      inFlight -= 1;
      replies.push({ status, text, code: body.code });
    });
    await until(() => replies.length >= ENOUGH_CALLS);
    await rotate();
    const before = await acceptedNow();
    await until(async () => (await acceptedNow()) >= before + enough);
    await load.end();
    return countOutcomes(replies);
  }

  const ALL_OK = { '200 OK': expect.any(Number) as number };

  it.each([
    ['api-key', 'CRM_API_KEY_FILE', (request: IncomingMessage) => request.headers['x-api-key']],
    ['bearer', 'CRM_API_KEY_FILE', (request: IncomingMessage) => request.headers.authorization?.replace('Bearer ', '')],
    [
      'basic',
      'CRM_PASSWORD_FILE',
      (request: IncomingMessage) =>
        Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64')
          .toString()
          .replace('ada:', ''),
    ],
  ])('loses no call for %s, although the upstream rejects the former one at once', async (auth, variable, sent) => {
    let valid = 'first';
    const upstream = await StrictUpstream.start((request) => sent(request) === valid);
    const file = fileWith(valid);
    const environment = {
      CRM_BASE_URL: upstream.url,
      CRM_AUTH: auth,
      CRM_API_KEY: '',
      ...(auth === 'basic' && { CRM_USERNAME: 'ada' }),
      [variable]: file,
    };

    const outcomes = await outcomesOf(
      environment,
      () => {
        replace(file, 'second');
        valid = 'second';
      },
      () => upstream.accepted,
    );

    expect(outcomes).toEqual(ALL_OK);
  });

  describe('of an OAuth2 client', () => {
    let server: ChildProcess;
    let url: string;
    const keys = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    const jwksOf = (key?: KeyObject) => ({ keys: [{ ...key?.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] });
    const pemOf = (key?: KeyObject): string => key?.export({ type: 'pkcs8', format: 'pem' }).toString() ?? '';

    beforeEach(async () => {
      server = fork(join(__dirname, 'oidc-server.mjs'), {
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          CLIENT_JWKS: JSON.stringify(jwksOf(keys[0]?.publicKey)),
          TOKEN_SECONDS: '2',
        },
        stdio: 'ignore',
      });
      [url] = (await once(server, 'message')) as [string];
    });

    afterEach(() => server.kill());

    const change = async (client: string, to: object): Promise<void> => {
      server.send({ client, change: to });
      await once(server, 'message');
    };

    /** Returns the number of tokens that the server has issued. */
    const issuedTokens = async (): Promise<number> => {
      const { tokens } = (await (await fetch(`${url}/api/tickets`)).json()) as { tokens: number };
      return tokens;
    };

    it.each([
      ['basic', 'CRM_CLIENT_SECRET_FILE', 'pa:ss word+%25~', 'another secret', { client_secret: 'another secret' }],
      ['post', 'CRM_CLIENT_SECRET_FILE', 'pa:ss word+%25~', 'another secret', { client_secret: 'another secret' }],
      [
        'private_key_jwt',
        'CRM_CLIENT_KEY_FILE',
        pemOf(keys[0]?.privateKey),
        pemOf(keys[1]?.privateKey),
        { jwks: jwksOf(keys[1]?.publicKey) },
      ],
    ])('loses no call for %s, with tokens of two seconds', async (clientAuth, variable, first, second, changed) => {
      const file = fileWith(first);
      const environment = {
        CRM_BASE_URL: url,
        CRM_AUTH: 'oauth2',
        CRM_TOKEN_URL: `${url}/token`,
        CRM_CLIENT_AUTH: clientAuth,
        CRM_CLIENT_ID: clientAuth,
        CRM_SCOPE: 'tickets',
        [variable]: file,
      };

      const outcomes = await outcomesOf(
        environment,
        async () => {
          replace(file, second);
          await change(clientAuth, changed);
        },
        issuedTokens,
        2,
      );

      expect(outcomes).toEqual(ALL_OK);
    });
  });

  it('loses no call for a client certificate', async () => {
    const certificates = new Certificates();
    const authority = certificates.authority('Private authority');
    const server = certificates.issuedBy(authority, 'localhost');
    const [first, second] = ['first', 'second'].map((name) => certificates.issuedBy(authority, name));
    const tls = { cert: server.cert, key: server.key, ca: authority.cert, requestCert: true, minVersion: 'TLSv1.3' };
    let isFirstValid = true;
    let withSecond = 0;
    const upstream = await StrictUpstream.start(({ socket }) => {
      const isSecond = (socket as TLSSocket).getPeerCertificate().subject.CN === 'second';
      if (isSecond) withSecond += 1;
      return isSecond || isFirstValid;
    }, tls);
    const [cert, key] = [fileWith(first?.cert ?? ''), fileWith(first?.key ?? '')];

    const outcomes = await outcomesOf(
      {
        CRM_BASE_URL: upstream.url,
        CRM_TLS_CA_FILE: authority.certFile,
        CRM_TLS_CERT_FILE: cert,
        CRM_TLS_KEY_FILE: key,
      },
      async () => {
        replace(cert, second?.cert ?? '');
        replace(key, second?.key ?? '');
        // Calls that began before the rotation can still use a connection with the first certificate.
        await until(() => withSecond >= ENOUGH_CALLS);
        isFirstValid = false;
      },
      () => upstream.accepted,
    );

    expect(outcomes).toEqual(ALL_OK);
  });

  it('loses no call for the password of a proxy, although the proxy rejects the former one at once', async () => {
    const proxy = await ProxyServer.start({ credentials: 'ada:first' });
    const file = fileWith(proxy.url('ada:first'));

    const outcomes = await outcomesOf(
      { HTTP_PROXY_FILE: file, NO_PROXY: new URL(world.environment()['AUTH_JWKS_URL'] ?? '').host },
      () => {
        replace(file, proxy.url('ada:second'));
        proxy.options.credentials = 'ada:second';
      },
      () => world.crm.calls('customers').length,
    );

    expect(outcomes).toEqual(ALL_OK);
    await proxy.stop();
  });
});
