import { Fault } from '../../sandbox/simulator/faults.js';
import { Crm } from '../../sandbox/upstreams/crm.js';
import { Log } from '../../src/observability/log/log.js';
import { envelopeDefects } from '../support/envelope-defects.js';
import { holdResponse } from '../support/network/held-response.js';
import { Lookups } from '../support/lookups.js';
import { Reply, startService, TestService } from '../support/service.js';
import { until } from '../support/until.js';

let lookups: Lookups;
let crm: Crm;

describe('a circuit', () => {
  const OPEN_MS = 2_000;

  beforeEach(async () => {
    lookups = await Lookups.start({ CIRCUIT_OPEN_MS: String(OPEN_MS), RETRY_ATTEMPTS: '1' });
    ({ crm } = lookups.service.world);
  });
  afterEach(() => lookups.stop());

  /** Makes calls fail until the circuit is open. */
  async function open(): Promise<void> {
    crm.fail('customers', { kind: 'status', status: 500 });
    for (let call = 0; call < 5; call += 1) expect((await lookups.one()).body.code).toBe('UPSTREAM_UNAVAILABLE');
    expect((await lookups.one()).body.code).toBe('CIRCUIT_OPEN');
  }

  const stateInHealth = async (): Promise<unknown> => {
    const { body } = await lookups.service.send('/health');
    return (body as unknown as { details: { circuits: { CRM: object } } }).details.circuits.CRM;
  };

  it('admits calls again after the upstream recovers', async () => {
    await open();
    crm.heal();

    await until(async () => (await lookups.one()).body.success);

    expect(await lookups.many(20)).toEqual({ OK: 20 });
  });

  it('admits one probe while it is half-open, and rejects other calls', async () => {
    await open();
    crm.reset();
    const release = holdResponse(crm);
    await until(async () => JSON.stringify(await stateInHealth()).includes('half-open'));

    const probe = lookups.one();
    await crm.whenReceived('customers');
    expect(await lookups.many(10)).toEqual({ CIRCUIT_OPEN: 10 });
    release();

    expect((await probe).body.code).toBe('OK');
    expect(crm.count('customers')).toBe(1);
  });

  it('reports every transition in the health report, in the metrics and in the log', async () => {
    const lines: string[] = [];
    const note = (line: unknown): void => void lines.push(String(line));
    Object.assign(lookups.service.app.get(Log), { log: note, warn: note });
    const shown = async (): Promise<unknown[]> => [
      (await lookups.service.send('/health')).status,
      await stateInHealth(),
      await lookups.metric('upstream_circuit_state', 'upstream="CRM",operation="GET customers"'),
    ];

    expect(await shown()).toEqual([200, { 'GET customers': 'closed' }, 0]);

    await open();
    expect(await shown()).toEqual([503, { 'GET customers': 'open' }, 2]);
    expect(lines).toEqual(['Circuit CRM GET customers: closed → open, for 2000 ms']);

    crm.heal();
    await until(async () => (await lookups.service.send('/health')).status === 200);
    expect(await shown()).toEqual([200, { 'GET customers': 'half-open' }, 1]);

    await lookups.one();
    expect(await shown()).toEqual([200, { 'GET customers': 'closed' }, 0]);
    expect(lines.slice(1)).toEqual([
      'Circuit CRM GET customers: open → half-open, sending one probe',
      'Circuit CRM GET customers: half-open → closed',
    ]);
  });
});

describe('an upstream that responds with a Retry-After of one hour', () => {
  beforeAll(async () => {
    lookups = await Lookups.start();
    ({ crm } = lookups.service.world);
  });

  it.each([
    [429, 'UPSTREAM_THROTTLED', 'status', 429],
    [503, 'UPSTREAM_UNAVAILABLE', 'status', 429],
    [429, 'UPSTREAM_THROTTLED', 'in-body', 200],
    [503, 'UPSTREAM_UNAVAILABLE', 'in-body', 200],
  ])('and %i is reported as %s without a retry, style %s', async (status, code, style, http) => {
    crm.reset();
    crm.fail('customers', { kind: 'status', status, headers: { 'Retry-After': '3600' } });

    const reply = await lookups.one({ 'X-Failure-Style': style });

    expect([reply.status, reply.body.code, reply.body.retry_after]).toEqual([http, code, 3_600]);
    expect(reply.headers.get('Retry-After')).toBe('3600');
    expect(crm.count('customers')).toBe(1);
  });
});

describe('an upstream that hangs under load', () => {
  beforeAll(async () => {
    lookups = await Lookups.start({ ACTION_TIMEOUT_MS: '2000', UPSTREAM_MAX_CONCURRENCY: '20' });
  });

  it('does not slow down calls to another upstream', async () => {
    const { service } = lookups;
    const { genesys } = service.world;
    await service.call('queues', { name: 'warm' });
    await lookups.latenciesMs(50);
    const before = await lookups.latenciesMs(50);
    genesys.fail('queues', { kind: 'hang' });
    const hanging = Array.from({ length: 150 }, (_, nth) => service.call('queues', { name: `Queue ${nth}` }));
    await genesys.whenReceived('queues', 21);

    const meanwhile = await lookups.latenciesMs(50);

    // Compares medians, because other processes delay some calls.
    expect(meanwhile[25]).toBeLessThan((before[25] ?? 0) * 3 + 20);
    const codes = new Set((await Promise.all(hanging)).map(({ body }) => body.code));
    expect([...codes].sort()).toEqual(['DEADLINE_EXCEEDED', 'OVERLOADED']);
  });
});

describe('an upstream that responds with 500', () => {
  const CALLS = 150;
  const CONCURRENCY = 50;
  const MOST_ATTEMPTS = 1.1 * CALLS + 10;
  /** The endurance tests cover the other failures. */
  const FAILURE: Fault = { kind: 'status', status: 500 };

  afterEach(() => lookups.stop());

  it(`receives at most 1.10 times the requests of ${CALLS} calls plus 10, by the retry budget alone`, async () => {
    lookups = await Lookups.start({ CIRCUIT_FAILURES: '1000000', UPSTREAM_TIMEOUT_MS: '60' });
    ({ crm } = lookups.service.world);
    const before = await lookups.attempts();
    crm.journal.clear();
    crm.fail('customers', FAILURE);

    const counts = await lookups.many(CALLS, CONCURRENCY);

    expect(counts['OK']).toBeUndefined();
    expect((await lookups.attempts()) - before).toBeLessThanOrEqual(MOST_ATTEMPTS);
    expect(crm.count('customers')).toBeLessThanOrEqual(MOST_ATTEMPTS);
    expect(await lookups.metric('upstream_retries_total', 'decision="budget-spent"')).toBeGreaterThan(0);
  });

  it(`receives the requests of only some of ${CALLS} calls, because its circuit opens`, async () => {
    lookups = await Lookups.start({ UPSTREAM_TIMEOUT_MS: '60' });
    const before = await lookups.attempts();
    lookups.service.world.crm.fail('customers', FAILURE);

    const counts = await lookups.many(CALLS, CONCURRENCY);

    expect(counts['CIRCUIT_OPEN']).toBeGreaterThan(CALLS - 2 * CONCURRENCY);
    expect((await lookups.attempts()) - before).toBeLessThanOrEqual(2 * CONCURRENCY);
    expect(await lookups.metric('upstream_circuit_state', 'upstream="CRM"')).toBe(2);
  });
});

describe('load shedding', () => {
  /** More callers than the 100 calls that may wait at a time. */
  const CALLERS = 200;
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ environment: { OVERLOAD_DELAY_MS: '1', ACTION_TIMEOUT_MS: '60000' } });
  });

  // The server does not close connections with an unread body by itself, because they do not count as idle.
  afterAll(() => service.app.getHttpServer().closeAllConnections());

  const call = (action: string, input: unknown, headers: Record<string, string> = {}) =>
    service.call(action, input, { headers });

  /** Calls an action with `CALLERS` concurrent callers until one of them is rejected. Returns its response. */
  async function overload(action: string, input: unknown, headers: Record<string, string> = {}) {
    let rejection: Reply | undefined;
    const caller = async (): Promise<void> => {
      while (!rejection) {
        const reply = await call(action, input, headers);
        if (reply.body.code === 'OVERLOADED') rejection = reply;
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    if (!rejection) throw new Error('no call was rejected');
    return rejection;
  }

  /** Makes concurrent calls to a new service with this threshold. Returns their codes. */
  async function codesWith(OVERLOAD_DELAY_MS: string): Promise<string[]> {
    const other = await startService({ world: service.world, environment: { OVERLOAD_DELAY_MS } });
    const calls = Array.from({ length: CALLERS }, () => other.call('customer-lookup', { customer_id: 'c-1' }));
    const replies = await Promise.all(calls);
    expect((await other.send('/metrics')).text).toMatch(/^overload_rejections_total\{reason="queue_full"\} 0$/m);
    await other.stop();
    return replies.map(({ body }) => body.code);
  }

  it('rejects calls with a 429 in the envelope, and counts them', async () => {
    const rejection = await overload('customer-lookup', { customer_id: 'c-1' }, { 'ININ-Correlation-Id': 'call-7' });

    expect(rejection).toMatchObject({
      status: 429,
      body: {
        code: 'OVERLOADED',
        status_code: 429,
        action: 'wait_and_retry',
        retry_after: 1,
        correlation_id: 'call-7',
      },
    });
    expect(Object.fromEntries(rejection.headers)).toMatchObject({
      'retry-after': '1',
      'x-correlation-id': 'call-7',
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(envelopeDefects({ ...rejection, headers: Object.fromEntries(rejection.headers) })).toEqual([]);
    const { text } = await service.send('/metrics');
    expect(text).toMatch(/^overload_rejections_total\{reason="queue_full"\} [1-9]/m);
    expect(text).toMatch(/^dataaction_calls_total\{action="customer-lookup",code="OVERLOADED",source="none"\} [1-9]/m);
  });

  it('rejects calls in the failure style and with the fields of their action', async () => {
    const rejection = await overload('conversation-query', { filter_expression: 'queueId == "q-1"' });

    expect(rejection).toMatchObject({ status: 200, body: { code: 'OVERLOADED', record_count: 0, raw_response: '' } });
  });

  it.each([
    ['that arrives together with the head', 10_000],
    ['that arrives after the head', 100_000],
  ])('rejects calls without a valid token and with an unread body %s', async (_, length) => {
    const raw = JSON.stringify({ customer_id: 'x'.repeat(length) });
    await until(async () => {
      const replies = await Promise.all(
        Array.from({ length: CALLERS }, () => service.call('customer-lookup', {}, { token: 'none', raw })),
      );
      return replies.some(({ body }) => body.code === 'OVERLOADED');
    });
  });

  it('delays calls below the threshold, and serves all of them', async () => {
    expect(new Set(await codesWith('10000'))).toEqual(new Set(['OK']));
  });

  it('never rejects probes, and accepts calls again after the load has ended', async () => {
    const [, probe] = await Promise.all([
      overload('customer-lookup', { customer_id: 'c-1' }),
      service.send('/health/live'),
    ]);

    expect(probe.status).toBe(200);
    await until(async () => (await call('customer-lookup', { customer_id: 'c-1' })).status === 200);
    await until(async () => /^overload_active 0$/m.test((await service.send('/metrics')).text));
  });

  it('rejects no call with a threshold of 0', async () => {
    expect(new Set(await codesWith('0'))).toEqual(new Set(['OK']));
  });
});
