import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import { BlackHole } from '../../test/black-hole.js';
import { answer, RawUpstream } from '../../test/raw-upstream.js';
import { SELF_SIGNED } from '../../test/self-signed.js';
import { ConnectTimeout, limitConnect } from './connect-timeout.js';

/** Agents that give up connections after `limitMs`, and the connections that were there in time. */
function agentsWith(limitMs: number) {
  const ready: Socket[] = [];
  const onReady = (connection: Socket): void => void ready.push(connection);
  const plain = new http.Agent();
  const secure = new https.Agent({ ca: SELF_SIGNED.cert });
  limitConnect(plain, { readyEvent: 'connect', limitMs, onReady });
  limitConnect(secure, { readyEvent: 'secureConnect', limitMs, onReady });
  return { plain, secure, ready };
}

/** What a request ends with, and after how long. */
async function failureOf(request: http.ClientRequest): Promise<{ error: Error; afterMs: number }> {
  const startedAtMs = performance.now();
  request.end();
  const [error] = (await once(request, 'error')) as [Error];
  return { error, afterMs: performance.now() - startedAtMs };
}

describe('limitConnect', () => {
  it('gives up a connection that is neither made nor refused', async () => {
    const hole = await BlackHole.open();
    const { plain, ready } = agentsWith(60);

    const { error, afterMs } = await failureOf(http.request(hole.url, { agent: plain }));

    expect(error).toBeInstanceOf(ConnectTimeout);
    expect(error.message).toBe('no connection within 60 ms');
    expect(afterMs).toBeGreaterThan(55);
    expect(afterMs).toBeLessThan(500);
    expect(ready).toEqual([]);
    await hole.close();
  });

  it('gives up a connection whose TLS handshake does not end', async () => {
    const hole = await BlackHole.silent();
    const { secure, ready } = agentsWith(60);

    const { error } = await failureOf(https.request(hole.url.replace('http', 'https'), { agent: secure }));

    expect(error).toBeInstanceOf(ConnectTimeout);
    expect(ready).toEqual([]);
    await hole.close();
  });

  it.each([
    ['HTTP', false],
    ['HTTPS', true],
  ])('leaves an %s connection alone that is there, however long its answer takes', async (_, isSecure) => {
    const upstream = await RawUpstream.start(
      (socket) => void setTimeout(() => socket.write(answer({ late: true })), 150),
      { secure: isSecure },
    );
    const { plain, secure, ready } = agentsWith(100);
    const request = isSecure
      ? https.request(upstream.url, { agent: secure })
      : http.request(upstream.url, { agent: plain });

    const [response] = (await once(request.end(), 'response')) as [http.IncomingMessage];

    expect(response.statusCode).toBe(200);
    expect(ready).toEqual([request.socket]);
    await upstream.stop();
  });

  it('does not wait out its limit for a connection that fails', async () => {
    const { plain } = agentsWith(60_000);
    const timers = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout');
    const before = timers().length;

    const request = http.request('http://127.0.0.1:1', { agent: plain });
    const closed = new Promise((resolve) => request.once('close', resolve));
    const { error } = await failureOf(request);
    await closed;

    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(timers().length).toBe(before);
  });

  it('takes a limit that is longer than any timer', async () => {
    const upstream = await RawUpstream.start((socket) => void socket.write(answer({})));
    const { plain } = agentsWith(3_000_000_000);

    const [response] = (await once(http.get(upstream.url, { agent: plain }), 'response')) as [http.IncomingMessage];

    expect(response.statusCode).toBe(200);
    await upstream.stop();
  });
});
