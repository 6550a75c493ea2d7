import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { connect, ConnectionOptions, TLSSocket } from 'node:tls';
import { startWorld, World } from '../support/world.js';
import { Certificate, Certificates } from '../support/network/certificates.js';
import { head, RawConnection } from '../support/network/raw-connection.js';
import { startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';

const NAME = 'dataactions.prod.us-east-1.example.com';

describe('TLS', () => {
  const certificates = new Certificates();
  const authority = certificates.authority('Authority of the service');
  const clients = certificates.authority('Authority of the platform');
  const untrusted = certificates.authority('Untrusted authority');
  let world: World;
  let service: TestService;

  beforeAll(async () => {
    world = await startWorld();
  });

  afterEach(() => service.stop());

  /** Starts the service with a new certificate. The test can overwrite its files. */
  async function start(environment: Record<string, string> = {}): Promise<Certificate> {
    const own = certificates.issuedBy(authority, 'first');
    const files = { TLS_CERT_FILE: own.certFile, TLS_KEY_FILE: own.keyFile };
    service = await startService({ world, environment: { ...files, ...environment } });
    return own;
  }

  async function open(options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = connect({ port: service.port, host: '127.0.0.1', ca: authority.cert, ...options });
    await once(socket, 'secureConnect');
    return socket;
  }

  /** Returns the name in the certificate of a new connection. */
  async function servedName(): Promise<unknown> {
    const socket = await open();
    socket.end();
    return socket.getPeerCertificate().subject.CN;
  }

  async function send(path: string, options: ConnectionOptions & { agent?: Agent; token?: string } = {}) {
    const { token = world.issuer.token(), agent = new Agent({ maxCachedSessions: 0 }), ...tls } = options;
    const call = request({
      ...{ host: '127.0.0.1', port: service.port, path, agent, ca: authority.cert, ...tls },
      method: path.startsWith('/health') ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    });
    call.end('{"customer_id":"c-1"}');
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    const body = JSON.parse(await text(response)) as { code: string; errors: string[] };
    return { status: response.statusCode, body };
  }

  const lookup = (options?: Parameters<typeof send>[1]) => send('/api/v1/dataactions/customer-lookup', options);

  it('accepts versions 1.3 and 1.2 only', async () => {
    await start();
    for (const version of ['TLSv1.3', 'TLSv1.2'] as const) {
      const socket = await open({ minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      socket.destroy();
    }

    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(open(old)).rejects.toThrow();
    expect((await lookup()).status).toBe(200);
  });

  it('closes a plain-text connection without a response', async () => {
    await start();
    const connection = await RawConnection.open(service.port);
    connection.send(head('GET /health/live HTTP/1.1'));
    await connection.ended;

    expect(connection.hasResponse).toBe(false);
  });

  it('switches to a new certificate without closing connections, and keeps it if the next certificate is invalid', async () => {
    const own = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await lookup({ agent })).status).toBe(200);
    const second = certificates.issuedBy(authority, 'second');
    copyFileSync(second.certFile, own.certFile);
    copyFileSync(second.keyFile, own.keyFile);
    await until(async () => (await servedName()) === 'second');

    let connections = 0;
    service.app.getHttpServer().on('connection', () => (connections += 1));
    expect((await lookup({ agent })).status).toBe(200);
    expect(connections).toBe(0);
    agent.destroy();
    writeFileSync(own.certFile, 'broken');
    const third = certificates.issuedBy(authority, 'third');
    copyFileSync(third.keyFile, own.keyFile);
    expect(await servedName()).toBe('second');
    copyFileSync(third.certFile, own.certFile);
    await until(async () => (await servedName()) === 'third');
  });

  describe('with client certificates', () => {
    const startWithClientCa = (names = NAME) =>
      start({ TLS_CLIENT_CA_FILE: clients.certFile, TLS_CLIENT_NAMES: names });

    it('accepts a certificate of the trusted authority with an allowed name', async () => {
      await startWithClientCa(`other.example.com, ${NAME}`);

      expect((await lookup(certificates.issuedBy(clients, NAME))).status).toBe(200);
    });

    it('rejects other certificates with a 403 that states the reason', async () => {
      await startWithClientCa();
      const rejection = async (options = {}) => {
        const { status, body } = await lookup(options);
        return [status, body.code, body.errors.join()];
      };

      expect(await rejection()).toEqual([403, 'FORBIDDEN', 'A client certificate is required']);
      expect(await rejection(certificates.issuedBy(untrusted, NAME))).toEqual([
        403,
        'FORBIDDEN',
        'The client certificate is not issued by a trusted authority',
      ]);
      expect(await rejection(certificates.issuedBy(clients, `x.${NAME}`))).toEqual([
        403,
        'FORBIDDEN',
        'The name in the client certificate is not allowed',
      ]);
      expect((await lookup({ token: 'a.b.c' })).status).toBe(401);
    });

    it('serves probes without a certificate', async () => {
      await startWithClientCa();

      expect((await send('/health/live')).status).toBe(200);
      expect((await send('/health/ready')).status).toBe(200);
    });

    it.each(['TLSv1.2', 'TLSv1.3'] as const)(
      'rejects a resumed session of %s without a certificate',
      async (version) => {
        await startWithClientCa();
        const first = await open({ minVersion: version, maxVersion: version });
        const session = version === 'TLSv1.2' ? first.getSession() : ((await once(first, 'session')) as [Buffer])[0];
        first.end();
        if (!session) throw new Error('no session');
        const probe = await open({ session, minVersion: version, maxVersion: version });
        const isResumed = probe.isSessionReused();
        probe.destroy();

        expect(isResumed).toBe(true);
        expect((await lookup({ session, minVersion: version, maxVersion: version })).status).toBe(403);
      },
    );
  });
});
