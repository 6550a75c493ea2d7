import { Logger } from '@nestjs/common';
import { Simulator } from '../../../sandbox/simulator/simulator.js';
import { codeOf, UpstreamBench } from '../../../test/resilience/upstream-bench.js';
import { until } from '../../../test/support/until.js';
import { FileWatcher } from '../../config/files/file-watcher.js';
import { ProxyConfig } from '../egress/proxy.config.js';
import { Metrics } from '../../observability/metrics/metrics.js';
import { DeadlineConfig } from '../deadline/deadline.config.js';
import { ResilienceConfig } from './resilience.config.js';
import { UpstreamConnector } from './upstream-connector.js';
import { UpstreamHttp } from './upstream-http.js';
import { UpstreamRequest } from './upstream-request.js';

const READ: UpstreamRequest = { operation: 'GET customers', method: 'GET', path: ['customers'] };

const crm = new Simulator('crm', {
  read: { method: 'GET', pattern: '/customers', handle: () => ({ status: 200, body: { id: 'c-1' } }) },
});
const bench = new UpstreamBench();

beforeAll(() => crm.start());
afterAll(() => crm.stop());
beforeEach(() => crm.reset());
afterEach(() => bench.clear());

async function callTimes(http: UpstreamHttp, times: number): Promise<void> {
  for (let call = 0; call < times; call += 1) await codeOf(http.request(READ, bench.callWithin()));
}

/** Returns the samples of a metric, without its comments. */
async function samplesOf(metric: string): Promise<string[]> {
  const text = await bench.metrics.registry.getSingleMetricAsString(metric);
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('The metrics of UpstreamConnector', () => {
  it('counts attempts by outcome, and decisions after failures', async () => {
    crm.fail('read', { kind: 'status', status: 503, times: 3 }, { kind: 'status', status: 404, times: 1 });
    await callTimes(bench.connect(crm.url), 3);

    expect(await samplesOf('upstream_attempts_total')).toEqual([
      'upstream_attempts_total{upstream="CRM",outcome="UPSTREAM_UNAVAILABLE"} 3',
      'upstream_attempts_total{upstream="CRM",outcome="UPSTREAM_REJECTED"} 1',
      'upstream_attempts_total{upstream="CRM",outcome="OK"} 1',
    ]);
    expect(await samplesOf('upstream_retries_total')).toEqual([
      'upstream_retries_total{upstream="CRM",decision="budget-spent"} 0',
      'upstream_retries_total{upstream="CRM",decision="retried"} 2',
      'upstream_retries_total{upstream="CRM",decision="attempts-spent"} 1',
    ]);
  });

  it('counts failures without a retry because the retry budget was spent', async () => {
    crm.fail('read', { kind: 'status', status: 500 });
    await callTimes(bench.connect(crm.url, { retryBudgetRatio: 0 }), 6);

    expect(await samplesOf('upstream_retries_total')).toEqual([
      'upstream_retries_total{upstream="CRM",decision="budget-spent"} 1',
      'upstream_retries_total{upstream="CRM",decision="retried"} 10',
      'upstream_retries_total{upstream="CRM",decision="attempts-spent"} 5',
    ]);
  });

  it('reports a circuit from its first use with its current state', async () => {
    const sample = (state: number): string =>
      `upstream_circuit_state{upstream="CRM",operation="GET customers"} ${state}`;
    const openCircuit = async (circuitOpenMs: number): Promise<void> => {
      const http = bench.connect(crm.url, { circuitFailures: 1, circuitFailureRatio: 0, circuitOpenMs });
      await callTimes(http, 1);
      expect(await samplesOf('upstream_circuit_state')).toEqual([sample(0)]);
      crm.fail('read', { kind: 'status', status: 404, times: 1 }, { kind: 'status', status: 501, times: 1 });
      await callTimes(http, 2);
    };

    await openCircuit(60_000);
    expect(await samplesOf('upstream_circuit_state')).toEqual([sample(2)]);

    await openCircuit(20);
    await until(async () => (await samplesOf('upstream_circuit_state'))[0] === sample(1));
  });
});

describe('The log of UpstreamConnector', () => {
  const lines: string[] = [];
  const note = (line: unknown): void => void lines.push(String(line));

  beforeEach(() => {
    lines.length = 0;
    Logger.overrideLogger({ log: note, warn: note, error: note });
  });
  afterEach(() => void Logger.overrideLogger(false));

  it('logs the opening of a circuit, its first probe and its closing', async () => {
    crm.fail('read', { kind: 'status', status: 501, times: 2 });
    const http = bench.connect(crm.url, { circuitFailures: 1, circuitFailureRatio: 0, circuitOpenMs: 40 });
    for (let probes = 0; probes < 3; probes += 1) {
      await until(() => http.circuits.states()['GET customers'] !== 'open');
      await callTimes(http, 1);
    }

    expect(lines).toEqual([
      'Circuit CRM GET customers: closed → open, for 40 ms',
      'Circuit CRM GET customers: open → half-open, sending one probe',
      'Circuit CRM GET customers: half-open → closed',
    ]);
  });

  it.each([
    [8_000, 1],
    [7_999, 0],
  ])('warns if an attempt of %i ms could use up the deadline: %i times', (timeoutMs, times) => {
    const config = Object.assign(new ResilienceConfig(), { timeoutMs });

    new UpstreamConnector(config, new Metrics(), new DeadlineConfig(), new ProxyConfig(), new FileWatcher());

    expect(lines).toHaveLength(times);
  });
});
