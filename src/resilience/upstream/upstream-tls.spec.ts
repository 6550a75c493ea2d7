import { copyFileSync, readFileSync } from 'node:fs';
import { createServer, Server } from 'node:https';
import { AddressInfo, createServer as createTcpServer, LookupFunction, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Logger } from '@nestjs/common';
import { Certificate, Certificates } from '../../../test/support/network/certificates.js';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { until } from '../../../test/support/until.js';
import { UpstreamBench } from '../../../test/resilience/upstream-bench.js';
import { ConnectionPool } from '../transport/connection-pool.js';
import { HttpExchange } from '../transport/http-exchange.js';
import { Dialer } from '../egress/dialer.js';
import { UpstreamRequest } from './upstream-request.js';

const READ: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };

const WRITE: UpstreamRequest = { operation: 'POST customers', method: 'POST', path: ['customers'], body: {} };

describe('An upstream that demands a client certificate', () => {
  const bench = new UpstreamBench();
  const certificates = new Certificates();
  const authority = certificates.authority('Private authority');
  const server = certificates.issuedBy(authority, 'localhost');
  const names: string[] = [];
  let upstream: Server;
  let url: string;
  let sockets: Set<Socket>;

  beforeAll(() => void Logger.overrideLogger(false));

  beforeEach(async () => {
    names.length = 0;
    sockets = new Set();
    const options = {
      cert: server.cert,
      key: server.key,
      ca: authority.cert,
      requestCert: true,
      minVersion: 'TLSv1.3',
    };
    upstream = createServer(options as object, (request, response) => {
      names.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
      response.end('{}');
    });
    upstream.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    bench.clear();
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
  });

  /** Copies a certificate to the files that the configuration names. */
  const install = ({ certFile, keyFile }: Certificate, parts: readonly ('cert' | 'key')[] = ['cert', 'key']): void => {
    if (parts.includes('cert')) copyFileSync(certFile, paths.tlsCertFile);
    if (parts.includes('key')) copyFileSync(keyFile, paths.tlsKeyFile);
  };
  const first: Certificate = certificates.issuedBy(authority, 'first');
  const second = certificates.issuedBy(authority, 'second');
  const paths = {
    tlsCaFile: authority.certFile,
    tlsCertFile: certificates.write(readFileSync(first.certFile, 'utf8')),
    tlsKeyFile: certificates.write(readFileSync(first.keyFile, 'utf8')),
  };

  beforeEach(() => install(first));

  it.each(['TLSv1.3', 'TLSv1.2'])(
    'fails a write without a certificate: the error names the cause, and nothing was sent (%s)',
    async (maxVersion) => {
      const connector = bench.connector({ retryAttempts: 1, timeoutMs: 5_000 });
      upstream.setSecureContext({
        cert: server.cert,
        key: server.key,
        ca: authority.cert,
        minVersion: 'TLSv1.2',
        maxVersion,
      } as object);
      const call = bench.callWithin();
      const written = connector.connect('CRM', url, { tls: { tlsCaFile: authority.certFile } }).request(WRITE, call);

      await expect(written).rejects.toMatchObject({
        code: 'UPSTREAM_UNREACHABLE',
        message:
          maxVersion === 'TLSv1.3'
            ? 'CRM demands a client certificate'
            : 'CRM ends the TLS handshake: handshake failure',
        wasSent: false,
      });

      expect(call.sideEffect.mayHaveHappened).toBe(false);
      expect(names).toEqual([]);
    },
  );

  it('gets the certificate, and is unreachable if its authority is not trusted', async () => {
    const connector = bench.connector({ retryAttempts: 1, timeoutMs: 5_000 });
    const call = bench.callWithin();

    await expect(connector.connect('CRM', url, { tls: paths }).request(READ, call)).resolves.toMatchObject({
      body: {},
    });
    await expect(connector.connect('CRM', url).request(READ, call)).rejects.toMatchObject({
      code: 'UPSTREAM_UNREACHABLE',
      wasSent: false,
    });
    expect(names).toEqual(['first']);
  });

  it('gets a rotated certificate under load: no call fails, and no connection keeps the old certificate', async () => {
    const http = bench.connector({ retryAttempts: 1, timeoutMs: 5_000 }).connect('CRM', url, { tls: paths });
    let isLoaded = true;
    const outcomes = { ok: 0, failed: 0 };
    const load = Array.from({ length: 8 }, async () => {
      while (isLoaded)
        await http.request(READ, bench.callWithin()).then(
          () => (outcomes.ok += 1),
          () => (outcomes.failed += 1),
        );
    });
    await until(() => names.length >= 50);

    install(second, ['cert']);
    await bench.watcher.reload();
    const whileMismatched = names.length;
    await until(() => names.length >= whileMismatched + 30);
    expect(new Set(names)).toEqual(new Set(['first']));

    install(second, ['key']);
    await bench.watcher.reload();
    await until(() => names.slice(-40).every((name) => name === 'second'));
    isLoaded = false;
    await Promise.all(load);

    expect(outcomes).toEqual({ ok: names.length, failed: 0 });
    expect(new Set(names)).toEqual(new Set(['first', 'second']));
    await until(() => sockets.size <= 8);
  });
});

describe('The addresses of an upstream', () => {
  const lookupOf =
    (addresses: () => readonly { address: string; family: 4 | 6 }[]): LookupFunction =>
    (_host, options, callback) => {
      if (options.all) callback(null, [...addresses()]);
      else callback(null, addresses()[0]?.address ?? '', addresses()[0]?.family);
    };

  it.each([
    [
      'IPv6, which refuses, and IPv4',
      [{ address: '::1', family: 6 } as const, { address: '127.0.0.1', family: 4 } as const],
    ],
    [
      'a black hole and IPv4',
      [{ address: '100::1', family: 6 } as const, { address: '127.0.0.1', family: 4 } as const],
    ],
  ])('are tried one after another: %s', async (_, addresses) => {
    const bench = new UpstreamBench();
    const upstream = await RawUpstream.start((socket) => void socket.write(httpResponse({})));
    const base = `http://two-addresses.test:${new URL(upstream.url).port}`;
    const http = bench
      .connector({ retryAttempts: 1, timeoutMs: 5_000 })
      .connect('CRM', base, { lookup: lookupOf(() => addresses) });

    await expect(http.request(READ, bench.callWithin())).resolves.toMatchObject({ status: 200 });

    bench.clear();
  });

  it('may be IPv6', async () => {
    const server = createTcpServer((socket) => socket.once('data', () => socket.end(httpResponse({}))));
    await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
    const bench = new UpstreamBench();

    const http = bench.connect(`http://[::1]:${(server.address() as AddressInfo).port}`);

    await expect(http.request(READ, bench.callWithin())).resolves.toMatchObject({ status: 200 });
    bench.clear();
    await new Promise((resolve) => server.close(resolve));
  });

  it('are resolved again when a connection in constant use has reached its maximum age', async () => {
    const served: string[] = [];
    const listen = async (host: string, port: number) => {
      const server = createTcpServer((socket) =>
        socket.on('data', () => {
          served.push(host);
          socket.write(httpResponse({}));
        }),
      );
      await new Promise<void>((resolve) => server.listen(port, host, resolve));
      return server;
    };
    const one = await listen('127.0.0.2', 0);
    const { port } = one.address() as AddressInfo;
    const other = await listen('127.0.0.3', port);
    let address = '127.0.0.2';
    const dialer = new Dialer({ lookup: lookupOf(() => [{ address, family: 4 }]) });
    const pool = new ConnectionPool({ connectTimeoutMs: 1_000, maxIdle: 2, dialer, maxAgeMs: 50 });
    const send = () =>
      new HttpExchange(pool, pool.acquire(`http://moving.test:${port}`)).run({ method: 'GET', path: '/' });

    await send();
    address = '127.0.0.3';
    await until(async () => {
      await send();
      return served.at(-1) === '127.0.0.3';
    });

    expect(served[0]).toBe('127.0.0.2');
    pool.close();
    await Promise.all([one, other].map((server) => new Promise((resolve) => server.close(resolve))));
  });
});
