import { setTimeout as sleep } from 'node:timers/promises';
import { readConfigs } from '../../config/variables/read-configs.js';
import { BlackHole } from '../../../test/support/network/black-hole.js';
import { ProxyServer } from '../../../test/support/network/proxy-server.js';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { SELF_SIGNED } from '../../../test/support/network/self-signed.js';
import { until } from '../../../test/support/until.js';
import { UpstreamBench } from '../../../test/resilience/upstream-bench.js';
import { Certificates } from '../../../test/support/network/certificates.js';
import { ProxyConfig } from '../egress/proxy.config.js';
import { readProxyServer } from '../egress/proxy-server.js';
import { UpstreamHttp } from './upstream-http.js';
import { UpstreamRequest } from './upstream-request.js';

const READ: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'], query: { id: 'c-1' } };
const WRITE: UpstreamRequest = { operation: 'POST customers', method: 'POST', path: ['customers'], body: { a: 1 } };

describe('An upstream behind a proxy', () => {
  const bench = new UpstreamBench();
  const certificates = new Certificates();
  let proxy: ProxyServer;
  let upstream: RawUpstream;
  const received: string[] = [];

  const start = async (secure: boolean): Promise<void> => {
    upstream = await RawUpstream.start((socket) => void socket.write(httpResponse({ id: 'c-1' })), {
      secure,
      onData: (bytes) => received.push(bytes.toString()),
    });
  };

  const connect = (environment: Record<string, string>, config = {}): UpstreamHttp => {
    const proxies = readConfigs({ AUTH_AUDIENCE: 'a', AUTH_ISSUER: 'http://issuer', ...environment }).get(ProxyConfig);
    return bench
      .connector({ retryAttempts: 1, ...config }, proxies)
      .connect('CRM', upstream.url, { tls: { tlsCaFile: certificates.write(SELF_SIGNED.cert) } });
  };

  const call = () => bench.callWithin();

  beforeEach(async () => {
    received.length = 0;
    proxy = await ProxyServer.start({ credentials: 'ada:p@ss' });
  });

  afterEach(async () => {
    bench.clear();
    await proxy.stop();
  });

  it('is reached through one tunnel for https, and never receives the credentials of the proxy', async () => {
    await start(true);
    const http = connect({ HTTPS_PROXY: proxy.url('ada:p%40ss') });

    for (let count = 0; count < 3; count += 1)
      await expect(http.request(READ, call())).resolves.toMatchObject({ body: { id: 'c-1' } });

    expect(proxy.requests).toEqual([`CONNECT ${new URL(upstream.url).host}`]);
    expect(received).toHaveLength(3);
    expect(received[0]).toMatch(/^GET \/customers\?id=c-1 HTTP\/1.1\r\nhost: 127/);
    expect(received.join('')).not.toMatch(/proxy-authorization/i);
  });

  it('is requested in absolute form for http', async () => {
    await start(false);
    const http = connect({ HTTP_PROXY: proxy.url('ada:p%40ss') });

    for (let count = 0; count < 2; count += 1)
      await expect(http.request(READ, call())).resolves.toMatchObject({ body: { id: 'c-1' } });

    expect(proxy.requests).toEqual(Array(2).fill(`GET ${upstream.url}/customers?id=c-1`));
    expect(received.join('')).toMatch(new RegExp(`host: ${new URL(upstream.url).host}`, 'i'));
  });

  it('is tried again only after a new password of the proxy was read from its file', async () => {
    await start(false);
    const proxies = { httpProxy: readProxyServer(proxy.url('ada:former')) };
    bench.watcher.refresh = async () => {
      await sleep(100);
      proxies.httpProxy = readProxyServer(proxy.url('ada:p%40ss'));
    };
    const http = bench.connector({ retryAttempts: 2 }, proxies).connect('CRM', upstream.url);

    await expect(http.request(READ, call())).resolves.toMatchObject({ status: 200 });

    expect(proxy.requests).toHaveLength(2);
  });

  it.each([
    [true, 'HTTPS_PROXY', /^Proxy 127\.0\.0\.1:\d+ responded 407 to CONNECT 127\.0\.0\.1:\d+$/],
    [false, 'HTTP_PROXY', /^Proxy 127\.0\.0\.1:\d+ responded 407$/],
  ])(
    'is unreachable, without an effect, if the proxy rejects the credentials (TLS: %s)',
    async (secure, variable, cause) => {
      await start(secure);
      const { sideEffect, ...rest } = call();
      const failed = connect({ [variable]: proxy.url('ada:wrong') }).request(WRITE, { ...rest, sideEffect });

      await expect(failed).rejects.toMatchObject({
        code: 'UPSTREAM_UNREACHABLE',
        wasSent: false,
        cause: { message: expect.stringMatching(cause) },
      });
      expect(sideEffect.mayHaveHappened).toBe(false);
      expect(upstream.requests).toBe(0);
    },
  );

  it.each([502, 503])('is unreachable if CONNECT fails with %i', async (status) => {
    await start(true);
    proxy.failsWith = status;

    await expect(connect({ HTTPS_PROXY: proxy.url('ada:p%40ss') }).request(WRITE, call())).rejects.toMatchObject({
      code: 'UPSTREAM_UNREACHABLE',
      wasSent: false,
    });
  });

  it('is reached directly if NO_PROXY names it', async () => {
    await start(true);
    const http = connect({ HTTPS_PROXY: proxy.url(), NO_PROXY: '127.0.0.0/8' });

    await expect(http.request(READ, call())).resolves.toMatchObject({ status: 200 });

    expect(proxy.requests).toEqual([]);
  });

  it('is unreachable within the limit for connections if the proxy does not respond', async () => {
    await start(true);
    const hole = await BlackHole.silent();
    const http = connect({ HTTPS_PROXY: hole.url }, { connectTimeoutMs: 60, timeoutMs: 4_000 });

    await expect(http.request(READ, call())).rejects.toMatchObject({
      code: 'UPSTREAM_UNREACHABLE',
      cause: { message: 'no connection within 60 ms' },
    });
    await hole.close();
  });

  it('leaves no connection behind when the caller disconnects, before or after the tunnel is open', async () => {
    await start(true);
    const http = connect({ HTTPS_PROXY: proxy.url('ada:p%40ss') }, { timeoutMs: 60_000 });
    await http.request(READ, call());
    const silent = await RawUpstream.start(() => undefined);
    const waiting = connect({ HTTPS_PROXY: silent.url }, { timeoutMs: 60_000, connectTimeoutMs: 60_000 });
    const { deadline, ...rest } = call();
    const failed = waiting.request(READ, { ...rest, deadline }).catch((error: unknown) => error);
    await until(() => silent.openConnections === 1 && silent.requests === 1);

    deadline.onClientDisconnect();

    expect(await failed).toMatchObject({ name: 'ClientDisconnected' });
    await until(() => silent.openConnections === 0);
    bench.clear();
    await until(() => proxy.openConnections === 0 && upstream.openConnections === 0);
  });
});
