import { setTimeout } from 'node:timers/promises';
import { httpResponse, RawUpstream } from '../../../test/support/network/raw-upstream.js';
import { codeOf, UpstreamBench } from '../../../test/resilience/upstream-bench.js';
import { UpstreamRequest } from './upstream-request.js';

const READ: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };
const WRITE: UpstreamRequest = { operation: 'POST customers', method: 'POST', path: ['customers'], body: {} };

/** Idle time after which the upstream may have closed a connection. */
const IDLE_MS = 520;

describe('UpstreamHttp, on a connection that the upstream has closed while it was idle,', () => {
  const bench = new UpstreamBench();
  let upstream: RawUpstream;

  /** Each connection responds once, after a short delay, and breaks when it is used again. */
  beforeEach(async () => {
    upstream = await RawUpstream.start((socket, { onConnection }) => {
      if (onConnection === 1) void setTimeout(250).then(() => socket.write(httpResponse({ id: 'c-1' })));
      else socket.resetAndDestroy();
    });
  });

  afterEach(async () => {
    bench.clear();
  });

  it('repeats concurrent reads without counting a failure', async () => {
    const settings = { timeoutMs: 5_000, circuitFailures: 1, circuitFailureRatio: 0, retryBudgetRatio: 0 };
    const http = bench.connect(upstream.url, settings);
    const crowd = (): Promise<string[]> =>
      Promise.all(Array.from({ length: 30 }, () => codeOf(http.request(READ, bench.callWithin()))));
    await crowd();
    await setTimeout(IDLE_MS);

    expect(new Set(await crowd())).toEqual(new Set(['OK']));

    expect(upstream.connections).toBe(60);
    expect(http.circuits.states()).toEqual({ 'GET customers': 'closed' });
  });

  it('fails a write, because the write may have been executed', async () => {
    const http = bench.connect(upstream.url);
    await http.request(READ, bench.callWithin());
    await setTimeout(IDLE_MS);

    const call = bench.callWithin();
    await expect(http.request(WRITE, call)).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE', wasStale: true });

    expect(call.sideEffect.mayHaveHappened).toBe(true);
  });

  it('counts a break without an idle time as a failure, and retries within the budget', async () => {
    const http = bench.connect(upstream.url, { retryBudgetRatio: 0 });

    const codes: string[] = [];
    for (let call = 0; call < 14; call += 1) codes.push(await codeOf(http.request(READ, bench.callWithin())));

    expect(codes.slice(0, 11)).toEqual(Array.from({ length: 11 }, () => 'OK'));
    expect(codes.slice(11)).toEqual(['UPSTREAM_UNREACHABLE', 'OK', 'UPSTREAM_UNREACHABLE']);
  });
});
