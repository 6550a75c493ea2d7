import { setTimeout } from 'node:timers/promises';
import { BlackHole } from '../../../test/support/network/black-hole.js';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { FakeDeadline } from '../../../test/resilience/fake-deadline.js';
import { ConnectionPool } from './connection-pool.js';
import { HttpExchange } from './http-exchange.js';
import { classifyFailure, FailureKind, TransportFailure } from './transport-failure.js';

const pool = new ConnectionPool({ connectTimeoutMs: 400, maxIdle: 10, staleAfterIdleMs: 400 });

interface Begun {
  readonly abort: () => void;
  readonly outcome: Promise<FailureKind | 'response'>;
}

function begin(url: string): Begun {
  const deadline = new FakeDeadline();
  const exchange = new HttpExchange(pool, pool.acquire(url), { cancellation: deadline });
  const outcome = exchange.run({ path: '/', method: 'GET' }).then(
    () => 'response' as const,
    (error: unknown) => classifyFailure(error, exchange),
  );
  return { abort: () => deadline.abort(new Error('aborted')), outcome };
}

const outcomeOf = (url: string): Begun['outcome'] => begin(url).outcome;

describe('The classification of a failed request', () => {
  afterAll(() => pool.close());

  it.each([
    ['is refused', 'http://127.0.0.1:1'],
    ['is refused on both of its addresses', 'http://localhost:1'],
    ['goes to an unknown host name', 'http://no-such-host.invalid'],
    ['goes to an unroutable IPv6 address', 'http://[100::1]:9'],
  ])('is not-sent for a connection that %s', async (_, url) => {
    await expect(outcomeOf(url)).resolves.toBe('not-sent');
  });

  it('is not-sent for a connection that is not established in time', async () => {
    const hole = await BlackHole.open();

    await expect(outcomeOf(hole.url)).resolves.toBe('not-sent');

    await hole.close();
  });

  it('is not-sent for an untrusted certificate', async () => {
    const upstream = await RawUpstream.start((socket) => void socket.write(httpResponse({})), { secure: true });

    await expect(outcomeOf(upstream.url)).resolves.toBe('not-sent');

    expect(upstream.requests).toBe(0);
  });

  it('is not-sent for a TLS handshake that is reset, although the code is ECONNRESET', async () => {
    const upstream = await RawUpstream.start((socket) => void socket.resetAndDestroy());

    await expect(outcomeOf(upstream.url.replace('http', 'https'))).resolves.toBe('not-sent');
  });

  it('is not-sent for a request that is aborted before it has a connection', async () => {
    const hole = await BlackHole.open();
    const { abort, outcome } = begin(hole.url);

    abort();

    await expect(outcome).resolves.toBe('not-sent');
    await hole.close();
  });

  it('is no-response for a request that is aborted after it was sent', async () => {
    const upstream = await RawUpstream.start(() => abort());
    const { abort, outcome } = begin(upstream.url);

    await expect(outcome).resolves.toBe('no-response');
  });

  it.each(['resetAndDestroy', 'destroy'] as const)(
    'is no-response for a new connection that breaks (%s)',
    async (end) => {
      const upstream = await RawUpstream.start((socket) => void socket[end]());

      await expect(outcomeOf(upstream.url)).resolves.toBe('no-response');
    },
  );

  it.each([
    ['stale', 420, 'resetAndDestroy'],
    ['stale', 420, 'destroy'],
    ['connection-lost', 0, 'resetAndDestroy'],
    ['connection-lost', 0, 'destroy'],
  ] as const)(
    'is %s for a reused connection that was idle for %i ms and then breaks (%s)',
    async (outcome, idleMs, end) => {
      const upstream = await RawUpstream.start((socket, { onConnection }) =>
        onConnection === 1 ? socket.write(httpResponse({})) : socket[end](),
      );
      await expect(outcomeOf(upstream.url)).resolves.toBe('response');
      await setTimeout(idleMs);

      await expect(outcomeOf(upstream.url)).resolves.toBe(outcome);
    },
  );

  it('is no-response for an aborted request on a reused connection', async () => {
    const upstream = await RawUpstream.start((socket, { onConnection }) =>
      onConnection === 1 ? socket.write(httpResponse({})) : begun?.abort(),
    );
    await expect(outcomeOf(upstream.url)).resolves.toBe('response');
    const begun: Begun | undefined = begin(upstream.url);

    await expect(begun.outcome).resolves.toBe('no-response');
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['headers without end', httpResponse({}, [`X-Padding: ${'x'.repeat(20_000)}`])],
    ['a changed protocol', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n'],
    ['two lengths', httpResponse({}, ['Content-Length: 7'])],
  ])('is invalid-http for a response of %s', async (_, bytes) => {
    const upstream = await RawUpstream.start((socket) => void socket.write(bytes));

    await expect(outcomeOf(upstream.url)).resolves.toBe('invalid-http');
  });

  it.each([new TypeError('Invalid URL'), 'a text', undefined, null])(
    'is invalid-request for %s without a connection',
    (thrown) => {
      expect(classifyFailure(thrown, undefined)).toBe('invalid-request');
    },
  );
});

describe('The classification of a connection for which there is no descriptor', () => {
  const unsent = { mayHaveBeenSent: false, connection: { isReused: false, wasIdle: false } };
  const systemError = (code: string, syscall: string): Error => Object.assign(new Error(code), { code, syscall });
  const lack = systemError('EMFILE', 'connect');
  const refusal = systemError('ECONNREFUSED', 'connect');

  it.each([
    ['the only address', lack],
    ['one of several addresses', Object.assign(new AggregateError([refusal, lack]), { code: 'ECONNREFUSED' })],
    ['the name resolution', systemError('EBUSY', 'getaddrinfo')],
  ])('is no-descriptor for %s', (_, error) => {
    expect(classifyFailure(error, unsent)).toBe('no-descriptor');
  });

  it('is not-sent if descriptors are free', () => {
    expect(classifyFailure(systemError('EAI_AGAIN', 'getaddrinfo'), unsent)).toBe('not-sent');
    expect(classifyFailure(new AggregateError([refusal, refusal]), unsent)).toBe('not-sent');
  });
});

describe('The cause of a transport failure', () => {
  it('is the error of the system', () => {
    const cause = new Error('read ECONNRESET');

    expect(new TransportFailure('no-response', cause).cause).toBe(cause);
  });

  it('names every address that was tried', () => {
    const thrown = new AggregateError([
      new Error('connect ECONNREFUSED ::1:80'),
      new Error('connect ECONNREFUSED 127.0.0.1:80'),
    ]);

    expect(new TransportFailure('not-sent', thrown).cause).toEqual(
      new Error('connect ECONNREFUSED ::1:80; connect ECONNREFUSED 127.0.0.1:80'),
    );
  });

  it.each([
    ['a text', 'a text'],
    [undefined, 'undefined'],
  ])('is an error for %s', (thrown, message) => {
    expect(new TransportFailure('not-sent', thrown).cause).toEqual(new Error(message));
  });
});
