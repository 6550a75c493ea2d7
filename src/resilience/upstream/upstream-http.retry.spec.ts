import { Simulator } from '../../../sandbox/simulator/simulator.js';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { codeOf, UpstreamBench } from '../../../test/resilience/upstream-bench.js';
import { UpstreamRequest } from './upstream-request.js';

const READ: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };
const WRITE: UpstreamRequest = { operation: 'POST customers', method: 'POST', path: ['customers'], body: {} };
const CUT_SHORT = 'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"id":';

const crm = new Simulator('crm', {
  read: { method: 'GET', pattern: '/customers', handle: () => ({ status: 200, body: { id: 'c-1' } }) },
  write: { method: 'POST', pattern: '/customers', handle: () => ({ status: 200, body: { done: true } }) },
});
const bench = new UpstreamBench();

beforeAll(() => crm.start());
afterAll(() => crm.stop());
beforeEach(() => crm.reset());
afterEach(() => bench.clear());

/** Starts an upstream that ends its first connections in the given ways, and responds on all others. */
function failing(times: number, bytes: string | undefined): Promise<RawUpstream> {
  return RawUpstream.start((socket, { inAll }) => {
    if (inAll > times) socket.write(httpResponse({ id: 'c-1' }));
    else if (bytes === undefined) socket.resetAndDestroy();
    else socket.end(bytes);
  });
}

describe('UpstreamHttp, for a request that only reads,', () => {
  it.each([429, 500, 502, 503, 504])('retries after a %i', async (status) => {
    crm.fail('read', { kind: 'status', status, times: 2 });
    const call = bench.callWithin();

    await expect(bench.connect(crm.url).request(READ, call)).resolves.toMatchObject({ body: { id: 'c-1' } });

    expect([crm.count('read'), call.record.attempts]).toEqual([3, 3]);
  });

  it.each([
    ['was reset', undefined],
    ['ended in the middle of a response', CUT_SHORT],
  ])('retries after a connection that %s', async (_, bytes) => {
    const upstream = await failing(1, bytes);

    await expect(bench.connect(upstream.url).request(READ, bench.callWithin())).resolves.toMatchObject({
      status: 200,
    });

    expect(upstream.requests).toBe(2);
    await upstream.stop();
  });

  it('retries after a timeout of an attempt', async () => {
    crm.fail('read', { kind: 'hang', times: 1 });
    const upstream = bench.connect(crm.url, { timeoutMs: 500 });

    await expect(upstream.request(READ, bench.callWithin())).resolves.toMatchObject({ status: 200 });
  });

  it('throws the failure of the last attempt', async () => {
    crm.fail('read', { kind: 'status', status: 500, times: 2 }, { kind: 'status', status: 502 });

    await expect(bench.connect(crm.url).request(READ, bench.callWithin())).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      upstreamStatus: 502,
    });
    expect(crm.count('read')).toBe(3);
  });

  it('reports incomplete responses of all attempts', async () => {
    const upstream = await failing(3, CUT_SHORT);

    expect(await codeOf(bench.connect(upstream.url).request(READ, bench.callWithin()))).toBe('UPSTREAM_BAD_RESPONSE');

    expect(upstream.requests).toBe(3);
    await upstream.stop();
  });

  it.each([
    ['notJson', { kind: 'notJson' }],
    ['redirect', { kind: 'redirect', location: '/elsewhere' }],
    ['oversize', { kind: 'oversize' }],
    ['404', { kind: 'status', status: 404 }],
  ] as const)('does not retry after %s', async (_, fault) => {
    crm.fail('read', fault);

    expect(await codeOf(bench.connect(crm.url).request(READ, bench.callWithin()))).toMatch(/BAD_RESPONSE|REJECTED/);

    expect(crm.count('read')).toBe(1);
  });

  it('fails at once with the Retry-After of an hour', async () => {
    crm.fail('read', { kind: 'status', status: 503, headers: { 'retry-after': '3600' } });

    await expect(bench.connect(crm.url).request(READ, bench.callWithin(8_000))).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      retryAfterMs: 3_600_000,
    });

    expect(crm.count('read')).toBe(1);
  });
});

describe('UpstreamHttp, for a write,', () => {
  it.each([429, 503])('retries after a %i, which means that nothing was executed', async (status) => {
    crm.fail('write', { kind: 'status', status, times: 1 });

    await expect(bench.connect(crm.url).request(WRITE, bench.callWithin())).resolves.toMatchObject({
      status: 200,
    });

    expect(crm.count('write')).toBe(2);
  });

  it('retries if no connection was established', async () => {
    await crm.stop();
    const call = bench.callWithin();
    const written = bench.connect(crm.url, { retryBaseMs: 300 }).request(WRITE, call);
    await crm.start();

    await expect(written).resolves.toMatchObject({ status: 200 });

    expect(call.record.attempts).toBeGreaterThan(1);
    expect(crm.count('write')).toBe(1);
  });

  it.each([
    ['a 500', { kind: 'status', status: 500 }, 'UPSTREAM_UNAVAILABLE'],
    ['a 504', { kind: 'status', status: 504 }, 'UPSTREAM_UNAVAILABLE'],
    ['a reset', { kind: 'reset' }, 'UPSTREAM_UNREACHABLE'],
    ['silence', { kind: 'hang' }, 'UPSTREAM_UNREACHABLE'],
    ['an incomplete response', { kind: 'hangBody' }, 'UPSTREAM_UNREACHABLE'],
    ['a response that is cut short', { kind: 'cutShort' }, 'UPSTREAM_BAD_RESPONSE'],
  ] as const)('does not retry after %s', async (_, fault, code) => {
    crm.fail('write', fault);

    expect(await codeOf(bench.connect(crm.url, { timeoutMs: 400 }).request(WRITE, bench.callWithin()))).toBe(code);

    expect(crm.count('write')).toBe(1);
  });

  it('retries after any failure if the upstream honours the idempotency key', async () => {
    crm.fail('write', { kind: 'cutShort', times: 1 }, { kind: 'reset', times: 1 });

    const written = bench.connect(crm.url).request({ ...WRITE, repeatable: true }, bench.callWithin());

    await expect(written).resolves.toMatchObject({ body: { done: true } });
  });

  it('reports no effect if the deadline ends the write before it has a connection', async () => {
    const call = bench.callWithin(60);
    const secure = await RawUpstream.start(() => undefined);

    const code = await codeOf(bench.connect(secure.url.replace('http', 'https')).request(WRITE, call));

    expect([code, call.sideEffect.mayHaveHappened]).toEqual(['DEADLINE_EXCEEDED', false]);
  });

  it('reports an unknown outcome if the deadline ends the write after it was sent', async () => {
    crm.fail('write', { kind: 'hang' });
    const call = bench.callWithin(300);

    const code = await codeOf(bench.connect(crm.url).request(WRITE, call));

    expect([code, call.sideEffect.mayHaveHappened]).toEqual(['DEADLINE_EXCEEDED', true]);
  });
});
