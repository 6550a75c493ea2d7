import { once } from 'node:events';
import http from 'node:http';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { until } from '../../test/until.js';
import { answer, RawUpstream } from '../../test/raw-upstream.js';
import { ConnectionPools } from './connection-pools.js';

/** A request over the pools, answered and read; the connection it went over. */
async function ask(pools: ConnectionPools, upstream: RawUpstream): Promise<http.ClientRequest> {
  const request = http.get(upstream.url, { agent: pools.httpAgent });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  await once(response, 'end');
  await setImmediate();
  return request;
}

const poolsWith = (idleLimitMs = 4_000): ConnectionPools =>
  new ConnectionPools({ connectTimeoutMs: 1_000, maxIdle: 2, idleLimitMs });

describe('ConnectionPools', () => {
  let upstream: RawUpstream;
  let headers: string[];

  beforeEach(async () => {
    headers = [];
    upstream = await RawUpstream.start((socket) => void socket.write(answer({}, headers)));
  });

  afterEach(() => upstream.stop());

  it('uses a connection again', async () => {
    const pools = poolsWith();

    await ask(pools, upstream);
    const second = await ask(pools, upstream);

    expect(second.reusedSocket).toBe(true);
    expect([upstream.connections, pools.size]).toEqual([1, 1]);
    pools.close();
  });

  it('closes a connection that was idle for too long', async () => {
    const pools = poolsWith(40);

    await ask(pools, upstream);
    await until(() => upstream.openConnections === 0);

    expect(pools.size).toBe(0);
  });

  it('leaves a connection alone that is in use, however long its answer takes', async () => {
    const slow = await RawUpstream.start(async (socket) => {
      await setTimeout(120);
      socket.write(answer({}));
    });
    const pools = poolsWith(40);
    await ask(pools, slow);

    await Promise.all([ask(pools, slow), ask(pools, slow)]);

    expect(slow.requests).toBe(3);
    pools.close();
    await slow.stop();
  });

  it('closes an idle connection a second before the upstream says that it will', async () => {
    headers = ['Keep-Alive: timeout=2'];
    const pools = poolsWith();
    const askedAtMs = performance.now();

    await ask(pools, upstream);
    await until(() => upstream.openConnections === 0);

    expect(performance.now() - askedAtMs).toBeGreaterThan(950);
    expect(performance.now() - askedAtMs).toBeLessThan(1_900);
  });

  it('does not keep a connection that the upstream keeps for a second only', async () => {
    headers = ['Keep-Alive: timeout=1'];
    const pools = poolsWith();

    await ask(pools, upstream);

    await until(() => pools.size === 0);
  });

  it('keeps no more idle connections than it is told, and makes as many as are needed', async () => {
    const pools = poolsWith();

    await Promise.all([ask(pools, upstream), ask(pools, upstream), ask(pools, upstream)]);

    await until(() => pools.size === 2);
    expect([upstream.connections, upstream.openConnections]).toEqual([3, 2]);
    pools.close();
  });

  it('drops those that nobody uses, and no other', async () => {
    const pools = poolsWith();
    await ask(pools, upstream);
    await ask(pools, upstream);
    const busy = http.get(upstream.url, { agent: pools.httpAgent });
    const answered = once(busy, 'response');
    const idle = ask(pools, upstream);
    await idle;

    pools.dropIdle();
    await answered;

    await until(() => pools.size === 1);
    expect(busy.destroyed).toBe(false);
    pools.close();
  });

  it('knows which connections were idle before they were used', async () => {
    const pools = new ConnectionPools({ connectTimeoutMs: 1_000, maxIdle: 2, noticeableIdleMs: 60 });

    const fresh = await ask(pools, upstream);
    expect(pools.wasIdle(fresh.socket)).toBe(false);
    const busy = await ask(pools, upstream);
    expect([busy.reusedSocket, pools.wasIdle(busy.socket)]).toEqual([true, false]);
    await setTimeout(80);
    const idle = await ask(pools, upstream);

    expect([idle.reusedSocket, pools.wasIdle(idle.socket), pools.wasIdle(null)]).toEqual([true, true, false]);
    pools.close();
  });

  it('knows which connections were ever there', async () => {
    const pools = poolsWith();

    const answered = await ask(pools, upstream);
    const refused = http.get('http://127.0.0.1:1', { agent: pools.httpAgent });
    await once(refused, 'error');

    expect(pools.wasEstablished(answered.socket)).toBe(true);
    expect(pools.wasEstablished(refused.socket)).toBe(false);
    expect(pools.wasEstablished(null)).toBe(false);
    pools.close();
    await until(() => upstream.openConnections === 0);
    expect(pools.wasEstablished(answered.socket)).toBe(true);
  });
});
