import { setTimeout } from 'node:timers/promises';
import { BlackHole } from '../../../test/support/network/black-hole.js';
import { until } from '../../../test/support/until.js';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { Connection } from './connection.js';
import { ConnectionPool } from './connection-pool.js';
import { HttpExchange } from './http-exchange.js';

/** Sends a request over the pool and reads the response. @returns the connection */
async function requestOver(pool: ConnectionPool, { url }: { url: string }): Promise<Connection> {
  const exchange = new HttpExchange(pool, pool.acquire(url));
  await exchange.run({ path: '/', method: 'GET' });
  return exchange.connection;
}

const poolWith = (idleLimitMs = 4_000): ConnectionPool =>
  new ConnectionPool({ connectTimeoutMs: 1_000, maxIdle: 2, idleLimitMs });

describe('ConnectionPool', () => {
  let upstream: RawUpstream;
  let headers: string[];

  beforeEach(async () => {
    headers = [];
    upstream = await RawUpstream.start((socket) => void socket.write(httpResponse({}, headers)));
  });

  it('reuses the most recently used connection', async () => {
    const pool = poolWith();

    const [first, second] = await Promise.all([requestOver(pool, upstream), requestOver(pool, upstream)]);
    const third = await requestOver(pool, upstream);

    expect([first, second]).toContain(third);
    expect(third.isReused).toBe(true);
    expect(await requestOver(pool, upstream)).toBe(third);
    expect([upstream.connections, pool.size]).toEqual([2, 2]);
    pool.close();
  });

  it('closes a connection that was idle for too long', async () => {
    const pool = poolWith(40);

    await requestOver(pool, upstream);
    await until(() => upstream.openConnections === 0);

    await until(() => pool.size === 0);
  });

  it('keeps a connection in use open, however long its response takes', async () => {
    const slow = await RawUpstream.start(async (socket) => {
      await setTimeout(120);
      socket.write(httpResponse({}));
    });
    const pool = poolWith(40);
    await requestOver(pool, slow);

    await Promise.all([requestOver(pool, slow), requestOver(pool, slow)]);

    expect(slow.requests).toBe(3);
    pool.close();
  });

  it('closes an idle connection before the keep-alive timeout of the upstream', async () => {
    headers = ['Keep-Alive: timeout=2'];
    const pool = poolWith();

    await requestOver(pool, upstream);
    await until(() => upstream.openConnections === 0);
  });

  it.each(['Keep-Alive: timeout=1', 'Connection: close'])(
    'does not reuse a connection after a response with the header %s',
    async (header) => {
      headers = [header];
      const pool = poolWith();

      await requestOver(pool, upstream);

      await until(() => pool.size === 0);
    },
  );

  it('opens another connection while the upstream closes the last one', async () => {
    headers = ['Connection: close'];
    const pool = poolWith();

    await requestOver(pool, upstream);
    await requestOver(pool, upstream);

    expect([upstream.connections, upstream.requests]).toEqual([2, 2]);
    await until(() => pool.size === 0);
  });

  it('limits idle connections, but not connections in use', async () => {
    const pool = poolWith();

    await Promise.all([requestOver(pool, upstream), requestOver(pool, upstream), requestOver(pool, upstream)]);

    await until(() => pool.size === 2 && upstream.openConnections === 2);
    expect(upstream.connections).toBe(3);
    pool.close();
  });

  it('closes only idle connections', async () => {
    const pool = poolWith();
    const slow = await RawUpstream.start(async (socket, { inAll }) => {
      if (inAll === 1) await until(() => slow.openConnections === 1 && slow.requests === 2);
      socket.write(httpResponse({}));
    });
    const busy = requestOver(pool, slow);
    await requestOver(pool, slow);

    pool.dropIdle();

    expect((await busy).isReady).toBe(true);
    expect(pool.size).toBe(1);
    pool.close();
  });

  it('does not reuse a connection whose response arrived before the request was sent', async () => {
    const pool = poolWith();
    const hasty = await RawUpstream.start((socket, { onConnection }) => {
      if (onConnection > 1) return;
      socket.pause();
      socket.write(httpResponse({}));
    });
    const exchange = new HttpExchange(pool, pool.acquire(hasty.url));

    await exchange.run({ path: '/', method: 'POST', body: 'x'.repeat(30_000_000) });
    await requestOver(pool, hasty);

    expect(hasty.connections).toBe(2);
    pool.close();
  });

  it('removes an idle connection that the upstream closes', async () => {
    const pool = poolWith();
    const closing = await RawUpstream.start((socket) => void socket.end(httpResponse({})));

    await requestOver(pool, closing);
    await until(() => pool.size === 0);
    await requestOver(pool, closing);

    expect([closing.requests, closing.connections]).toEqual([2, 2]);
  });

  it('reports that a connection was idle before its request, if the idle time was long enough', async () => {
    const pool = new ConnectionPool({ connectTimeoutMs: 1_000, maxIdle: 2, staleAfterIdleMs: 400 });

    expect((await requestOver(pool, upstream)).wasIdle).toBe(false);
    expect((await requestOver(pool, upstream)).wasIdle).toBe(false);
    await setTimeout(420);
    expect((await requestOver(pool, upstream)).wasIdle).toBe(true);

    pool.close();
  });

  it('reports that a connection is ready while it is open, and not after a failure or a close', async () => {
    const pool = poolWith();
    const refused = new HttpExchange(pool, pool.acquire('http://127.0.0.1:1'));

    const used = await requestOver(pool, upstream);
    await expect(refused.run({ path: '/', method: 'GET' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });

    expect([used.isReady, refused.connection.isReady]).toEqual([true, false]);
    pool.close();
    await until(() => upstream.openConnections === 0);
    expect([used.isReady, pool.size]).toEqual([false, 0]);
  });

  describe('with a connect timeout', () => {
    it.each([
      ['is neither established nor refused', () => BlackHole.open(), 'http'],
      ['does not end its TLS handshake', () => BlackHole.silent(), 'https'],
    ])('aborts a connection that %s', async (_, open, scheme) => {
      const hole = await open();
      const pool = new ConnectionPool({ connectTimeoutMs: 60, maxIdle: 2 });

      const requested = requestOver(pool, { url: hole.url.replace('http', scheme) });

      await expect(requested).rejects.toMatchObject({ name: 'ConnectTimeout', message: 'no connection within 60 ms' });
      expect(pool.size).toBe(0);
      await hole.close();
    });

    it('does not limit the response on an established connection', async () => {
      const slow = await RawUpstream.start(async (socket) => {
        await setTimeout(250);
        socket.write(httpResponse({}));
      });
      const pool = new ConnectionPool({ connectTimeoutMs: 200, maxIdle: 2 });

      expect((await requestOver(pool, slow)).isReady).toBe(true);

      pool.close();
    });

    it('leaves no timer behind for a connection that fails', async () => {
      const pool = new ConnectionPool({ connectTimeoutMs: 60_000, maxIdle: 2 });
      const timers = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout');
      const before = timers().length;

      await expect(requestOver(pool, { url: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });

      await until(() => timers().length === before);
    });

    it('accepts a timeout that exceeds the maximum of a timer', async () => {
      const pool = new ConnectionPool({ connectTimeoutMs: 3_000_000_000, maxIdle: 2 });

      expect((await requestOver(pool, upstream)).isReady).toBe(true);

      pool.close();
    });
  });
});
