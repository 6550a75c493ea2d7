import { setTimeout } from 'node:timers/promises';
import { BlackHole } from '../../../test/black-hole.js';
import { httpResponse, RawUpstream } from '../../../test/raw-upstream.js';
import { ConnectionPool } from './connection-pool.js';
import { HttpExchange } from './http-exchange.js';
import { NetworkFailure, networkFailure, systemError } from './network-failure.js';

const pool = new ConnectionPool({ connectTimeoutMs: 80, maxIdle: 10, staleAfterIdleMs: 60 });

interface Begun {
  readonly exchange: HttpExchange;
  /** What became of the request, whose error comes with the connection as axios passes it on. */
  readonly outcome: Promise<NetworkFailure | 'answered'>;
}

function begin(url: string): Begun {
  const exchange = new HttpExchange(pool, pool.acquire(url));
  const outcome = exchange.run({ path: '/', method: 'GET' }).then(
    () => 'answered' as const,
    (cause: NodeJS.ErrnoException) => networkFailure({ code: cause.code, cause, request: exchange }),
  );
  return { exchange, outcome };
}

const outcomeOf = (url: string): Begun['outcome'] => begin(url).outcome;

describe('networkFailure', () => {
  afterAll(() => pool.close());

  it.each([
    ['refused', 'http://127.0.0.1:1'],
    ['refused on both of its addresses', 'http://localhost:1'],
    ['to a name that nobody knows', 'http://no-such-host.invalid'],
    ['to an IPv6 address that leads nowhere', 'http://[100::1]:9'],
  ])('takes a connection %s for a request that was not sent', async (_, url) => {
    await expect(outcomeOf(url)).resolves.toBe('not-sent');
  });

  it('takes a connection that did not come in time for a request that was not sent', async () => {
    const hole = await BlackHole.open();

    await expect(outcomeOf(hole.url)).resolves.toBe('not-sent');

    await hole.close();
  });

  it('takes a certificate that nobody trusts for a request that was not sent', async () => {
    const upstream = await RawUpstream.start((socket) => void socket.write(httpResponse({})), { secure: true });

    await expect(outcomeOf(upstream.url)).resolves.toBe('not-sent');

    expect(upstream.requests).toBe(0);
    await upstream.stop();
  });

  it('takes a handshake that is reset for a request that was not sent, though it is an ECONNRESET', async () => {
    const upstream = await RawUpstream.start((socket) => void socket.resetAndDestroy());

    await expect(outcomeOf(upstream.url.replace('http', 'https'))).resolves.toBe('not-sent');

    await upstream.stop();
  });

  it('takes a request that is given up before it has a connection for one that was not sent', async () => {
    const hole = await BlackHole.open();
    const { exchange, outcome } = begin(hole.url);

    exchange.abort();

    await expect(outcome).resolves.toBe('not-sent');
    await hole.close();
  });

  it('takes a request that is given up later for one that may have arrived', async () => {
    const upstream = await RawUpstream.start(() => exchange.abort());
    const { exchange, outcome } = begin(upstream.url);

    await expect(outcome).resolves.toBe('no-response');

    await upstream.stop();
  });

  it.each(['resetAndDestroy', 'destroy'] as const)(
    'takes a new connection that breaks for a loss (%s)',
    async (end) => {
      const upstream = await RawUpstream.start((socket) => void socket[end]());

      await expect(outcomeOf(upstream.url)).resolves.toBe('no-response');

      await upstream.stop();
    },
  );

  it.each([
    ['was idle', 80, 'resetAndDestroy', 'stale'],
    ['was idle', 80, 'destroy', 'stale'],
    ['was in use until a moment ago', 0, 'resetAndDestroy', 'connection-lost'],
    ['was in use until a moment ago', 0, 'destroy', 'connection-lost'],
  ] as const)('tells a connection that %s when it breaks (after %i ms, by %s)', async (_, idleMs, end, outcome) => {
    const upstream = await RawUpstream.start((socket, { onConnection }) =>
      onConnection === 1 ? socket.write(httpResponse({})) : socket[end](),
    );
    await expect(outcomeOf(upstream.url)).resolves.toBe('answered');
    await setTimeout(idleMs);

    await expect(outcomeOf(upstream.url)).resolves.toBe(outcome);

    await upstream.stop();
  });

  it('tells silence on a connection that was kept open from one that is gone', async () => {
    const upstream = await RawUpstream.start((socket, { onConnection }) =>
      onConnection === 1 ? socket.write(httpResponse({})) : begun?.exchange.abort(),
    );
    await expect(outcomeOf(upstream.url)).resolves.toBe('answered');
    const begun: Begun | undefined = begin(upstream.url);

    await expect(begun.outcome).resolves.toBe('no-response');

    await upstream.stop();
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['headers without end', httpResponse({}, [`X-Padding: ${'x'.repeat(20_000)}`])],
    ['a changed protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n'],
    ['two lengths', httpResponse({}, ['Content-Length: 7'])],
  ])('knows an answer of %s as unreadable', async (_, bytes) => {
    const upstream = await RawUpstream.start((socket) => void socket.write(bytes));

    await expect(outcomeOf(upstream.url)).resolves.toBe('invalid-http');

    await upstream.stop();
  });

  it.each([new TypeError('Invalid URL'), 'a text', undefined, null])(
    'knows that %s has to do with no request at all',
    (thrown) => {
      expect(networkFailure(thrown)).toBe('invalid-request');
    },
  );
});

describe('systemError', () => {
  it('is the cause, and holds nothing of the request', () => {
    const cause = new Error('read ECONNRESET');
    const error = Object.assign(new Error('read ECONNRESET', { cause }), { config: { headers: { 'X-API-Key': 'k' } } });

    expect(systemError(error)).toBe(cause);
  });

  it('is what the error says where that has no cause', () => {
    const error = Object.assign(new Error('canceled'), { config: { headers: { 'X-API-Key': 'k' } } });

    expect(systemError(error)).toEqual(new Error('canceled'));
    expect(Object.keys(systemError(error))).toEqual([]);
  });

  it('names every address that was tried', () => {
    const cause = new AggregateError([
      new Error('connect ECONNREFUSED ::1:80'),
      new Error('connect ECONNREFUSED 127.0.0.1:80'),
    ]);

    expect(systemError(new Error('', { cause })).message).toBe(
      'connect ECONNREFUSED ::1:80; connect ECONNREFUSED 127.0.0.1:80',
    );
  });

  it.each([
    ['a text', 'a text'],
    [undefined, 'undefined'],
  ])('makes an error of %s', (thrown, message) => {
    expect(systemError(thrown).message).toBe(message);
  });
});
