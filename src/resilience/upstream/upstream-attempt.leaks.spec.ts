import { Socket } from 'node:net';
import { FakeDeadline } from '../../../test/resilience/fake-deadline.js';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { until } from '../../../test/support/until.js';
import { ConnectionPool } from '../transport/connection-pool.js';
import { AxiosTransport } from '../transport/axios-transport.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamRequest } from './upstream-request.js';

const GET: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };
const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":';

describe('UpstreamAttempt, sent many times', () => {
  let pool: ConnectionPool;

  beforeEach(() => (pool = new ConnectionPool({ connectTimeoutMs: 5_000, maxIdle: 10 })));
  afterEach(() => pool.close());

  const attemptAt = (url: string): UpstreamAttempt => new UpstreamAttempt('CRM', new AxiosTransport(url, pool));

  it('uses one connection for sequential calls, and one for each concurrent call', async () => {
    const upstream = await RawUpstream.start((socket) => void setTimeout(() => socket.write(httpResponse({})), 1));
    const attempt = attemptAt(upstream.url);
    const send = (): Promise<unknown> => attempt.send(GET, { deadline: new FakeDeadline(), timeoutMs: 9_000 });

    for (let call = 0; call < 50; call += 1) await send();
    expect(upstream.connections).toBe(1);

    const lanes = Array.from({ length: 10 }, async () => {
      for (let call = 0; call < 20; call += 1) await send();
    });
    await Promise.all(lanes);
    expect([upstream.connections, upstream.openConnections, pool.size]).toEqual([10, 10, 10]);
  });

  it('leaves no sockets and no listeners behind', async () => {
    const ends: ((socket: Socket) => unknown)[] = [
      (socket) => socket.write(httpResponse({})),
      (socket) => socket.write(httpResponse('no JSON')),
      (socket) => socket.write(httpResponse({}, [], '503 Service Unavailable')),
      (socket) => socket.resetAndDestroy(),
      (socket) => socket.end(HALF),
      (socket) => socket.write(HALF),
      () => undefined,
    ];
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const upstream = await RawUpstream.start((socket, { inAll }) => void ends[inAll % ends.length]?.(socket));
    const attempt = attemptAt(upstream.url);
    const callers = Array.from({ length: 35 }, () => new FakeDeadline());

    const ended = { fulfilled: 0, rejected: 0 };

    for (let round = 0; round < 15; round += 1) {
      // The long timeout of the first round lets some attempts succeed even on a busy machine.
      const timeoutMs = round === 0 ? 2_000 : 100;
      const calls = callers.map((deadline) => attempt.send(GET, { deadline, timeoutMs }));
      const outcomes = await Promise.allSettled(calls);
      for (const { status } of outcomes) ended[status] += 1;
    }

    pool.dropIdle();
    await until(() => upstream.openConnections === 0 && pool.size === 0);
    expect(callers.flatMap(({ listeners }) => [...listeners])).toEqual([]);
    expect(warnings).toEqual([]);
    expect([ended.fulfilled > 0, ended.rejected > 0]).toEqual([true, true]);
    process.off('warning', onWarning);
  });
});
