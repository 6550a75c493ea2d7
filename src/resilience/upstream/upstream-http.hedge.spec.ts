import { UpstreamBench } from '../../../test/resilience/upstream-bench.js';
import { Simulator } from '../../../sandbox/simulator/simulator.js';
import type { UpstreamRequest } from './upstream-request.js';

const READ: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };
const HEDGED = { hedgeAfterMs: 20, timeoutMs: 60_000, retryAttempts: 1 };

describe('UpstreamHttp, with HEDGE_AFTER_MS,', () => {
  const bench = new UpstreamBench();
  const crm = new Simulator('crm', {
    read: { method: 'GET', pattern: '/customers', handle: () => ({ status: 200, body: { id: 'c-1' } }) },
    write: { method: 'POST', pattern: '/customers', handle: () => ({ status: 200, body: { id: 'c-1' } }) },
  });

  beforeAll(() => crm.start());
  afterEach(() => {
    bench.clear();
    crm.reset();
  });
  afterAll(() => crm.stop());

  const decisions = async (): Promise<string> => await bench.metrics.registry.metrics();

  it('sends a read that gets no response a second time', async () => {
    crm.fail('read', { kind: 'hang', times: 1 });
    const call = bench.callWithin(60_000);

    await expect(bench.connect(crm.url, HEDGED).request(READ, call)).resolves.toMatchObject({ body: { id: 'c-1' } });

    expect([crm.count('read'), call.record.attempts]).toEqual([2, 2]);
    expect(await decisions()).toContain('upstream_retries_total{upstream="CRM",decision="hedged"} 1');
  });

  it('sends nothing a second time by default', async () => {
    crm.fail('read', { kind: 'latency', latencyMs: 60 });
    const call = bench.callWithin(60_000);

    await bench.connect(crm.url, { timeoutMs: 60_000 }).request(READ, call);

    expect(call.record.attempts).toBe(1);
  });

  it.each([{}, { repeatable: true }])('sends no write a second time: %j', async (options) => {
    crm.fail('write', { kind: 'latency', latencyMs: 60 });
    const call = bench.callWithin(60_000);

    await bench.connect(crm.url, HEDGED).request({ ...READ, method: 'POST', ...options }, call);

    expect(call.record.attempts).toBe(1);
  });

  it('sends a second attempt for a POST that only reads', async () => {
    crm.fail('write', { kind: 'hang', times: 1 });
    const call = bench.callWithin(60_000);

    const request = { ...READ, method: 'POST', readsOnly: true, repeatable: true } as const;
    await bench.connect(crm.url, HEDGED).request(request, call);

    expect(call.record.attempts).toBe(2);
  });

  it('spends the retry budget, and never exceeds it', async () => {
    crm.fail('read', { kind: 'latency', latencyMs: 120 });
    const upstream = bench.connect(crm.url, { ...HEDGED, retryBudgetRatio: 0 });
    const calls = Array.from({ length: 30 }, () => bench.callWithin(60_000));

    await Promise.all(calls.map((call) => upstream.request(READ, call)));

    expect(calls.reduce((sum, { record }) => sum + record.attempts, 0)).toBe(40);
  });

  it('does not count the ended attempt as a failure of the upstream', async () => {
    crm.fail('read', { kind: 'latency', latencyMs: 60 });
    const upstream = bench.connect(crm.url, { ...HEDGED, circuitFailures: 1, circuitFailureRatio: 0 });
    for (let call = 0; call < 5; call += 1) await upstream.request(READ, bench.callWithin(60_000));

    expect(upstream.circuits.states()).toEqual({ 'GET customers': 'closed' });
  });
});
