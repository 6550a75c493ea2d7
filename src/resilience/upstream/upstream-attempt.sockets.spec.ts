import { gzipSync } from 'node:zlib';
import { BlackHole } from '../../../test/support/network/black-hole.js';
import { FakeDeadline } from '../../../test/resilience/fake-deadline.js';
import { RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { until } from '../../../test/support/until.js';
import { ConnectionPool } from '../transport/connection-pool.js';
import { AxiosTransport } from '../transport/axios-transport.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamRequest } from './upstream-request.js';

const GET: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };
const HANGING_HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":';
const HANGING_REFUSAL = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 100\r\n\r\n{"message":';
const packed = gzipSync(Buffer.alloc(100_000, ' '));
const HANGING_PACKED = Buffer.concat([
  Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`),
  packed.subarray(0, 50),
]);

describe('The sockets of an UpstreamAttempt', () => {
  let pool: ConnectionPool;

  beforeEach(() => (pool = new ConnectionPool({ connectTimeoutMs: 5_000, maxIdle: 10 })));
  afterEach(() => pool.close());

  const attemptAt = (url: string): UpstreamAttempt => new UpstreamAttempt('CRM', new AxiosTransport(url, pool));

  /** Aborts a call once `reached`, and waits until its connection is closed, long before any timeout. */
  async function abortWhen(url: string, reached: () => boolean, isOpen: () => boolean): Promise<void> {
    const call = new FakeDeadline();
    const reason = new Error('the caller hung up');
    const failed = attemptAt(url)
      .send(GET, { deadline: call, timeoutMs: 60_000 })
      .catch((error: unknown) => error);
    await until(reached);
    call.abort(reason);
    expect(await failed).toBe(reason);
    await until(() => !isOpen());
    expect(pool.size).toBe(0);
  }

  it('closes a connection that is being established', async () => {
    const hole = await BlackHole.open();
    const isOpen = (): boolean => pool.size > 0;

    await abortWhen(hole.url, isOpen, isOpen);

    await hole.close();
  });

  it('closes a connection in its TLS handshake', async () => {
    let arrived = 0;
    const upstream = await RawUpstream.start(() => void (arrived += 1));
    const isOpen = (): boolean => upstream.openConnections > 0;
    const url = upstream.url.replace('http', 'https');

    await abortWhen(url, () => isOpen() && arrived > 0, isOpen);
  });

  it.each([
    ['before its response', ''],
    ['in the middle of its response', HANGING_HEAD],
    ['in the middle of a compressed response', HANGING_PACKED],
  ])('closes a connection %s', async (_, bytes) => {
    let isReached = false;
    const upstream = await RawUpstream.start((socket) => {
      isReached = true;
      socket.write(bytes);
    });

    await abortWhen(
      upstream.url,
      () => isReached,
      () => upstream.openConnections > 0,
    );
  });

  it.each([
    [
      'before a response',
      '',
      { code: 'UPSTREAM_UNREACHABLE', message: 'CRM did not respond within 500 ms', wasSent: true },
    ],
    [
      'in the middle of a response',
      HANGING_HEAD,
      { code: 'UPSTREAM_UNREACHABLE', message: 'CRM did not respond within 500 ms' },
    ],
    ['in the middle of a refusal', HANGING_REFUSAL, { code: 'UPSTREAM_UNAVAILABLE', statusCode: 503 }],
  ])('closes a connection at the timeout of the attempt, %s', async (_, bytes, failure) => {
    const upstream = await RawUpstream.start((socket) => void socket.write(bytes));

    const response = attemptAt(upstream.url).send(GET, { deadline: new FakeDeadline(), timeoutMs: 500 });

    await expect(response).rejects.toMatchObject(failure);
    await until(() => upstream.openConnections === 0);
  });

  it('reports that nothing was sent if the call ends before the connection is established', async () => {
    const hole = await BlackHole.open();
    const call = new FakeDeadline();
    let unsent = 0;
    const limits = { deadline: call, timeoutMs: 20_000, onUnsent: () => void (unsent += 1) };
    const failed = attemptAt(hole.url)
      .send(GET, limits)
      .catch(() => undefined);
    await until(() => pool.size > 0);

    call.abort(new Error('the caller hung up'));
    await failed;
    expect(unsent).toBe(1);

    const late = attemptAt(hole.url).send(GET, { ...limits, deadline: new FakeDeadline(), timeoutMs: 40 });
    await expect(late).rejects.toMatchObject({ message: 'CRM did not respond within 40 ms', wasSent: false });
    expect(unsent).toBe(2);
    await hole.close();
  });

  it('does not report that nothing was sent after a part of the request was sent', async () => {
    const call = new FakeDeadline();
    const upstream = await RawUpstream.start(() => call.abort(new Error('the caller hung up')));
    const onUnsent = jest.fn();

    await expect(attemptAt(upstream.url).send(GET, { deadline: call, timeoutMs: 2_000, onUnsent })).rejects.toThrow(
      'the caller hung up',
    );

    expect(onUnsent).not.toHaveBeenCalled();
  });

  it('does not start for a call that is over', async () => {
    const upstream = await RawUpstream.start(() => undefined);
    const reason = new Error('the caller hung up');

    const response = attemptAt(upstream.url).send(GET, { deadline: FakeDeadline.over(reason), timeoutMs: 100 });

    await expect(response).rejects.toBe(reason);
    expect([upstream.connections, pool.size]).toEqual([0, 0]);
  });
});
