import { Crm } from '../../sandbox/upstreams/crm.js';
import { Log } from '../../src/observability/log/log.js';
import { holdResponse } from '../support/network/held-response.js';
import { Lookups } from '../support/lookups.js';
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

    expect(await lookups.many(100)).toEqual({ OK: 100 });
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
      'Circuit CRM GET customers: open → half-open, one call tries',
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
    await lookups.latenciesMs(100);
    const before = await lookups.latenciesMs(100);
    genesys.fail('queues', { kind: 'hang' });
    const hanging = Array.from({ length: 200 }, (_, nth) => service.call('queues', { name: `Queue ${nth}` }));
    await genesys.whenReceived('queues', 21);

    const meanwhile = await lookups.latenciesMs(100);

    // Medians, because other processes delay some calls.
    expect(meanwhile[50]).toBeLessThan((before[50] ?? 0) * 3 + 20);
    const codes = new Set((await Promise.all(hanging)).map(({ body }) => body.code));
    expect([...codes].sort()).toEqual(['DEADLINE_EXCEEDED', 'OVERLOADED']);
  });
});
