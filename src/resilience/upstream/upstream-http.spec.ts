import { Simulator } from '../../../sandbox/simulator/simulator.js';
import { BlackHole } from '../../../test/support/network/black-hole.js';
import { codeOf, UpstreamBench } from '../../../test/resilience/upstream-bench.js';
import { until } from '../../../test/support/until.js';
import { UpstreamHttp } from './upstream-http.js';
import { UpstreamRequest } from './upstream-request.js';

const READ: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };
const SEARCH: UpstreamRequest = { operation: 'GET search', method: 'GET', path: ['search'] };

const crm = new Simulator('crm', {
  read: { method: 'GET', pattern: '/customers', handle: () => ({ status: 200, body: { id: 'c-1' } }) },
  search: { method: 'GET', pattern: '/search', handle: () => ({ status: 200, body: [] }) },
});
const bench = new UpstreamBench();

beforeAll(() => crm.start());
afterAll(() => crm.stop());
beforeEach(() => crm.reset());
afterEach(() => bench.clear());

/** Makes a number of calls one after another. */
async function callTimes(http: UpstreamHttp, times: number, request = READ): Promise<string[]> {
  const codes: string[] = [];
  for (let call = 0; call < times; call += 1) codes.push(await codeOf(http.request(request, bench.callWithin())));
  return codes;
}

it.each(['', '.', '..'])(
  'UpstreamHttp rejects the path segment %j before any attempt, and leaves the circuit closed',
  async (id) => {
    const http = bench.connect(crm.url, { circuitFailures: 1, circuitFailureRatio: 0 });

    expect(await callTimes(http, 2, { ...READ, path: ['customers', id] })).toEqual(['INVALID_INPUT', 'INVALID_INPUT']);
    expect(await callTimes(http, 1)).toEqual(['OK']);
    expect(crm.calls('unknown')).toEqual([]);
  },
);

describe('The circuit of UpstreamHttp', () => {
  const FRAIL = { circuitFailures: 5, circuitFailureRatio: 0.5, retryAttempts: 1, timeoutMs: 2_000 };

  it.each([
    ['5xx', { kind: 'status', status: 500 }],
    ['resets', { kind: 'reset' }],
    ['silence', { kind: 'hang' }],
    ['an incomplete response', { kind: 'cutShort' }],
    ['pages that are not JSON', { kind: 'notJson' }],
    ['redirects', { kind: 'redirect', location: '/login' }],
  ] as const)('opens after five times %s, and returns the remaining time', async (_, fault) => {
    crm.fail('read', fault);
    const http = bench.connect(crm.url, { ...FRAIL, ...(fault.kind === 'hang' && { timeoutMs: 60 }) });
    await callTimes(http, 5);
    const sent = crm.count('read');

    const rejected: unknown = await http.request(READ, bench.callWithin()).catch((error: unknown) => error);

    expect(rejected).toMatchObject({ code: 'CIRCUIT_OPEN', statusCode: 503 });
    expect((rejected as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(1_400);
    expect(crm.count('read')).toBe(sent);
  });

  it.each([
    ['rejects the call', { kind: 'status', status: 403 }],
    ['throttles calls', { kind: 'status', status: 429, headers: { 'retry-after': '60' } }],
    ['sends responses over the size limit', { kind: 'oversize' }],
  ] as const)('stays closed for an upstream that %s, because it is alive', async (_, fault) => {
    crm.fail('read', fault);
    const http = bench.connect(crm.url, FRAIL);

    await callTimes(http, 10);

    expect(crm.count('read')).toBe(10);
  });

  it('stays closed for invalid requests', async () => {
    const http = bench.connect('http://127.0.0.1:99999', FRAIL);

    const codes = await callTimes(http, 10);

    expect(new Set(codes)).toEqual(new Set(['RequestNotMade']));
  });

  it('stays closed for calls with short deadlines', async () => {
    crm.fail('read', { kind: 'hang' });
    const http = bench.connect(crm.url, FRAIL);

    for (let call = 0; call < 10; call += 1) {
      expect(await codeOf(http.request(READ, bench.callWithin(55)))).toBe('DEADLINE_EXCEEDED');
    }

    expect(http.circuits.states()).toEqual({ 'GET customers': 'closed' });
  });

  it('opens if all attempts are slow and CIRCUIT_SLOW_MS is set', async () => {
    crm.fail('read', { kind: 'hang' });
    const http = bench.connect(crm.url, { ...FRAIL, circuitSlowMs: 20 });

    const call = (): Promise<string> => codeOf(http.request(READ, bench.callWithin(150)));
    await Promise.all(Array.from({ length: 20 }, call));

    expect(await call()).toBe('CIRCUIT_OPEN');
  });

  it('leaves the circuits of other operations of the upstream closed', async () => {
    crm.fail('search', { kind: 'status', status: 500 });
    const http = bench.connect(crm.url, FRAIL);
    await callTimes(http, 6, SEARCH);

    expect(http.circuits.states()).toEqual({ 'GET search': 'open' });
    expect(await callTimes(http, 1)).toEqual(['OK']);
  });

  it('rejects a call before it is queued, if it is open', async () => {
    crm.fail('read', { kind: 'status', status: 500 });
    crm.fail('search', { kind: 'hang' });
    const http = bench.connect(crm.url, { ...FRAIL, maxConcurrency: 1 });
    await callTimes(http, 5);
    let isPlaceFree = false;
    void codeOf(http.request(SEARCH, bench.callWithin())).finally(() => (isPlaceFree = true));
    await crm.whenReceived('search');

    expect(await callTimes(http, 1)).toEqual(['CIRCUIT_OPEN']);
    expect(isPlaceFree).toBe(false);
  });

  it('probes after the open period, and closes with the first success', async () => {
    crm.fail('read', { kind: 'status', status: 500, times: 5 });
    const http = bench.connect(crm.url, { ...FRAIL, circuitOpenMs: 80 });
    await callTimes(http, 5);

    await until(() => http.circuits.states()['GET customers'] === 'half-open');

    expect(await callTimes(http, 3)).toEqual(['OK', 'OK', 'OK']);
  });

  it('throws the last failure of the upstream if the circuit opens before the next attempt', async () => {
    crm.fail('read', { kind: 'status', status: 502 });
    const http = bench.connect(crm.url, { circuitFailures: 2, circuitFailureRatio: 0, retryAttempts: 10 });
    const call = bench.callWithin();

    expect(await codeOf(http.request(READ, call))).toBe('UPSTREAM_UNAVAILABLE');

    expect(call.record.attempts).toBe(2);
    expect(await bench.metrics.registry.getSingleMetricAsString('upstream_retries_total')).toContain(
      'upstream_retries_total{upstream="CRM",decision="retried"} 2',
    );
  });
});

describe('The concurrency limit of UpstreamHttp', () => {
  it('queues further calls, drops them in time, and sends nothing for them', async () => {
    crm.fail('read', { kind: 'hang' });
    const http = bench.connect(crm.url, { maxConcurrency: 2 });
    const running = [1, 2].map(() => codeOf(http.request(READ, bench.callWithin(400))));
    await crm.whenReceived('read', 2);

    const waiting = codeOf(http.request(READ, bench.callWithin(200)));
    expect(await waiting).toBe('OVERLOADED');

    expect(await Promise.all(running)).toEqual(['DEADLINE_EXCEEDED', 'DEADLINE_EXCEEDED']);
    expect(crm.count('read')).toBe(2);
  });

  it('gives the slot of a disconnected caller to the next call', async () => {
    crm.fail('read', { kind: 'hang', times: 2 });
    const http = bench.connect(crm.url, { maxConcurrency: 2 });
    const leaving = [1, 2].map(() => bench.callWithin());
    const left = leaving.map((call) => codeOf(http.request(READ, call)));
    await crm.whenReceived('read', 2);
    const next = codeOf(http.request(READ, bench.callWithin()));

    for (const { deadline } of leaving) deadline.onClientDisconnect();

    expect(await next).toBe('OK');
    expect(await Promise.all(left)).toEqual(['ClientDisconnected', 'ClientDisconnected']);
  });

  it('does not affect another upstream', async () => {
    const hole = await BlackHole.open();
    const stuck = bench.connect(hole.url, { maxConcurrency: 2 }, 'Orders');
    const calls = Array.from({ length: 10 }, () => codeOf(stuck.request(READ, bench.callWithin(300))));

    expect(await callTimes(bench.connect(crm.url, { maxConcurrency: 2 }), 5)).toEqual(['OK', 'OK', 'OK', 'OK', 'OK']);

    expect(new Set(await Promise.all(calls))).toEqual(new Set(['OVERLOADED', 'DEADLINE_EXCEEDED']));
    await hole.close();
  });
});
