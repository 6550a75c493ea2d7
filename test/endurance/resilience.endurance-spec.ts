import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../sandbox/simulator/faults.js';
import { startWorld, World } from '../../sandbox/world.js';
import { FleetReply, ServiceFleet } from './service-fleet.js';

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const CALLS = Number(process.env['RESILIENCE_CALLS'] ?? 1_000);
const DEADLINE_MS = 1_000;
const CONCURRENCY = 50;

const FAULTS: Readonly<Record<string, readonly Fault[] | 'refused'>> = {
  '500': [{ kind: 'status', status: 500 }],
  '503': [{ kind: 'status', status: 503 }],
  '429': [{ kind: 'status', status: 429 }],
  refused: 'refused',
  reset: [{ kind: 'reset' }],
  hang: [{ kind: 'hang' }],
  hangBody: [{ kind: 'hangBody' }],
  drip: [{ kind: 'drip', everyMs: 20 }],
  cutShort: [{ kind: 'cutShort' }],
  notJson: [{ kind: 'notJson' }],
  oversize: [{ kind: 'oversize', bytes: 2_200_000, share: 0.1 }],
  'reset, every other time': [{ kind: 'reset', share: 0.5 }],
  'cutShort, every third time': [{ kind: 'cutShort', share: 0.34 }],
};

/** Disables load shedding, because each caller sends its next call without a pause. */
const ALL_ADMITTED = { OVERLOAD_DELAY_MS: '0' };

const print = (line: string): void => void process.stdout.write(`${line}\n`);

let world: World;
let fleet: ServiceFleet;
let token: string;
let customers = 0;

async function open(environment: Record<string, string>): Promise<void> {
  world = await startWorld();
  token = world.issuer.token();
  const limits = { LOG_LEVEL: 'error', ACTION_TIMEOUT_MS: String(DEADLINE_MS), RETRY_BASE_MS: '20', ...ALL_ADMITTED };
  fleet = await ServiceFleet.start(1, world.environment({ ...limits, ...environment }));
  // Opens the callers' connections before the measurement, because Node accepts new ones slowly under load.
  await many(500);
}

async function close(): Promise<void> {
  await fleet.stop();
  await world.stop();
}

interface Timed {
  readonly code: string;
  readonly status: number;
  readonly tookMs: number;
  readonly respondedAtMs: number;
}

async function lookup(): Promise<Timed> {
  customers += 1;
  const startedAtMs = performance.now();
  const input = JSON.stringify({ customer_id: `c-${customers}` });
  const reply: FleetReply = await fleet.member(0).call(LOOKUP, { Authorization: `Bearer ${token}` }, input);
  const { status, body } = reply;
  return { code: body.code, status, tookMs: performance.now() - startedAtMs, respondedAtMs: Date.now() };
}

/** Makes a number of calls with limited concurrency. */
async function many(calls: number): Promise<Timed[]> {
  const outcomes: Timed[] = [];
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) outcomes.push(await lookup());
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, caller));
  return outcomes;
}

async function sumOf(name: string, containing = ''): Promise<number> {
  const lines = (await fleet.member(0).metrics()).split('\n');
  const samples = lines.filter((line) => line.startsWith(name) && line.includes(containing));
  return samples.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const attempts = (): Promise<number> => sumOf('upstream_attempts_total{', 'upstream="CRM"');

async function fail(faults: readonly Fault[] | 'refused'): Promise<void> {
  world.reset();
  if (faults === 'refused') await world.crm.stop();
  else world.crm.fail('customers', ...faults);
}

async function heal(): Promise<void> {
  await world.crm.start();
  world.crm.heal();
}

const codesOf = (outcomes: readonly Timed[]): string =>
  [...new Set(outcomes.map(({ code }) => code))]
    .map((code) => `${outcomes.filter((outcome) => outcome.code === code).length} ${code}`)
    .join(', ');

const slowestMs = (outcomes: readonly Timed[]): number => Math.max(...outcomes.map(({ tookMs }) => tookMs));

/** Returns the time from the last response to the close of the last upstream connection. */
async function lingeringMs(outcomes: readonly Timed[]): Promise<number> {
  const lastResponseMs = Math.max(...outcomes.map(({ respondedAtMs }) => respondedAtMs));
  await sleep(500);
  return Math.max(0, ...world.crm.calls('customers').map(({ closedAt }) => (closedAt ?? Infinity) - lastResponseMs));
}

describe.each([
  ['limited by the retry budget alone', { CIRCUIT_FAILURES: '1000000' }],
  ['limited by the circuit too', { CIRCUIT_OPEN_MS: '500', CIRCUIT_WINDOW_MS: '2000', UPSTREAM_TIMEOUT_MS: '300' }],
])(`${CALLS} calls at a failing upstream, %s`, (_, environment) => {
  beforeAll(() => open(environment));
  afterAll(close);
  afterEach(heal);

  it.each(Object.entries(FAULTS))('%s', async (name, faults) => {
    const before = await attempts();
    await fail(faults);

    const outcomes = await many(CALLS);
    const made = (await attempts()) - before;
    const lingering = await lingeringMs(outcomes);

    print(
      `${name}: ${made} attempts, ${world.crm.count('customers')} seen upstream; ${codesOf(outcomes)}; ` +
        `slowest ${slowestMs(outcomes).toFixed(0)} ms; connections closed after ${lingering} ms`,
    );
    // The budget starts with ten retries, and each success earns half of one.
    const successes = outcomes.filter(({ code }) => code === 'OK').length;
    const mostAttempts = CALLS + 10 + 0.5 * successes;
    expect(made).toBeLessThanOrEqual(mostAttempts);
    expect(world.crm.count('customers')).toBeLessThanOrEqual(mostAttempts);
    expect(slowestMs(outcomes)).toBeLessThan(DEADLINE_MS + 250);
    expect(lingering).toBeLessThanOrEqual(50);
    expect(outcomes.filter(({ status }) => status >= 500)).toEqual([]);
    await heal();
    while ((await lookup()).code !== 'OK') await sleep(50);
    await sleep(2_000);
  });
});

describe('10,000 calls at an upstream with every kind of failure', () => {
  /** Heap limit that overflows if each of 10,000 calls leaks a little memory. */
  const LITTLE_MEMORY = { NODE_OPTIONS: '--max-old-space-size=64' };

  beforeAll(() =>
    open({ ...LITTLE_MEMORY, CIRCUIT_FAILURES: '1000000', UPSTREAM_TIMEOUT_MS: '200', RETRY_ATTEMPTS: '2' }),
  );
  afterAll(close);

  it('leak no connection, no file and no memory', async () => {
    const rounds = Object.values(FAULTS).filter((faults): faults is readonly Fault[] => faults !== 'refused');
    await many(1_000);
    const filesBefore = await sumOf('process_open_fds ');
    const heapBefore = await sumOf('nodejs_heap_size_used_bytes ');

    for (let made = 0; made < 10_000; made += 1_000) {
      await fail(rounds[(made / 1_000) % rounds.length] ?? []);
      print(`${made}: ${codesOf(await many(1_000))}`);
    }

    await heal();
    await many(100);
    await sleep(6_000);
    const files = await sumOf('process_open_fds ');
    const heap = await sumOf('nodejs_heap_size_used_bytes ');
    print(
      `open files ${filesBefore} → ${files}; heap ${(heapBefore / 1e6).toFixed(0)} → ${(heap / 1e6).toFixed(0)} MB`,
    );
    expect(files).toBeLessThanOrEqual(filesBefore);
    expect((await lookup()).code).toBe('OK');
  });
});

describe('an outage of a minute', () => {
  const OPEN_MS = 2_000;

  beforeAll(async () => {
    await open({ CIRCUIT_OPEN_MS: String(OPEN_MS), CIRCUIT_WINDOW_MS: '1000' });
    await sleep(1_000);
  });
  afterAll(close);

  it('lets only probes reach the upstream, and calls succeed within one open period after its end', async () => {
    await fail([{ kind: 'status', status: 503 }]);
    const startedAtMs = performance.now();
    const outcomes: Timed[] = [];
    while (performance.now() - startedAtMs < 60_000) {
      outcomes.push(...(await Promise.all(Array.from({ length: 5 }, lookup))));
      await sleep(100);
    }
    const seen = world.crm.count('customers');
    await heal();
    const recoveredAtMs = performance.now();
    while ((await lookup()).code !== 'OK') await sleep(20);
    const recoveryMs = performance.now() - recoveredAtMs;

    print(
      `${outcomes.length} calls: ${codesOf(outcomes)}; ${seen} seen upstream; recovered after ${recoveryMs.toFixed(0)} ms`,
    );
    // Five calls with their retries open the circuit. A probe follows every 1.6 to 2 s.
    expect(seen).toBeLessThanOrEqual(50);
    expect(recoveryMs).toBeLessThan(3_000);
  });
});
