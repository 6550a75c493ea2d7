import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, World } from '../../sandbox/world.js';
import { dataOf, INVOKE_PATH } from '../support/idempotent-writes.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { callOnce, CallHistory, persist } from './persistent-caller.js';
import { FleetReply, ServiceFleet } from './service-fleet.js';

const ROUTE = '/invoke-data-action';
const PROCESSES = 4;
const CALLERS = PROCESSES * 250;
const ROUNDS = Number(process.env['IDEMPOTENCY_ROUNDS'] ?? 100);
const DISRUPTED_ROUNDS = Math.ceil(ROUNDS / 5);

const print = (line: string): void => void process.stdout.write(`${line}\n`);

let redis: RedisServer;
let world: World;
let fleet: ServiceFleet;
let token: string;

async function open(environment: Record<string, string>): Promise<void> {
  redis = await RedisServer.start();
  world = await startWorld();
  token = world.issuer.token();
  const limits = { LOG_LEVEL: 'error', CIRCUIT_FAILURES: '1000000', UPSTREAM_MAX_CONCURRENCY: '1000' };
  fleet = await ServiceFleet.start(PROCESSES, world.environment({ REDIS_URL: redis.url, ...limits, ...environment }));
}

async function close(): Promise<void> {
  await fleet.stop();
  await world.stop();
  await redis.kill();
}

function write(turn: number, key: string): Promise<FleetReply> {
  const headers = { Authorization: `Bearer ${token}`, 'Idempotency-Key': key };
  return fleet.member(turn).call(ROUTE, headers, JSON.stringify({ input_payload: { contactId: key } }));
}

describeWithRedis(`${PROCESSES} processes and ${CALLERS} callers on one key`, () => {
  beforeAll(() => open({}));
  afterAll(close);

  it(`execute a write once and return equal responses, in each of ${ROUNDS} rounds`, async () => {
    const startedAtMs = performance.now();
    for (let round = 0; round < ROUNDS; round += 1) {
      world.reset();
      const replies = await Promise.all(Array.from({ length: CALLERS }, (_, turn) => write(turn, `race-${round}`)));

      const outcomes = new Set(replies.map(({ status, body }) => `${status} ${body.code}`));
      expect([round, ...outcomes]).toEqual([round, '200 OK']);
      expect(new Set(replies.map(dataOf)).size).toBe(1);
      expect(replies.filter(({ body }) => body.source === 'api')).toHaveLength(1);
      expect(world.genesys.count('execute')).toBe(1);
    }
    print(`${ROUNDS} rounds: ${Math.round((performance.now() - startedAtMs) / ROUNDS)} ms each`);
  });
});

/** Kills and freezes one process after another until it is stopped. All processes run when it returns. */
async function disrupt(disruption: { isOver: boolean }): Promise<void> {
  for (let turn = 0; !disruption.isOver; turn += 1) {
    const victim = fleet.member(turn);
    await sleep(100 + Math.random() * 200);
    if (turn % 2 === 0) {
      await victim.kill();
      await victim.start();
    } else {
      victim.freeze();
      await sleep(turn % 4 === 1 ? 1_000 : 4_000);
      victim.thaw();
    }
  }
}

/** Runs rounds of writes while processes die and hang, with one key for many callers and many keys for a few callers. */
async function runDisruptedRounds(route: 'execute' | 'invoke'): Promise<CallHistory[]> {
  const histories: CallHistory[] = [];
  world.genesys.fail(route, { kind: 'latency', latencyMs: 300, takesEffect: true, share: 0.7 });
  for (let round = 0; round < DISRUPTED_ROUNDS; round += 1) {
    const disruption = { isOver: false };
    const disrupting = disrupt(disruption);
    const crowd = Array.from({ length: CALLERS }, (_, turn) =>
      callOnce(`crowd-${round}`, turn, (next) => write(next, `crowd-${round}`)),
    );
    const keys = [`crowd-${round}`, ...Array.from({ length: 20 }, (_, other) => `other-${round}-${other}`)];
    const persistent = keys.flatMap((key) => [0, 1, 2].map((turn) => persist(key, turn, (next) => write(next, key))));
    histories.push(...(await Promise.all([...crowd, ...persistent])));
    disruption.isOver = true;
    await disrupting;
  }
  world.genesys.heal();
  return histories;
}

/** Checks that all results of a key are equal and stored, and that every key was decided in time. */
async function expectOneResultEach(histories: readonly CallHistory[]): Promise<void> {
  const byKey = new Map<string, FleetReply[]>();
  for (const { key, replies } of histories) byKey.set(key, [...(byKey.get(key) ?? []), ...replies]);
  let withResult = 0;
  for (const [key, replies] of byKey) {
    const [output, ...more] = new Set(replies.filter(({ status }) => status === 200).map(dataOf));
    expect([key, more]).toEqual([key, []]);
    if (output === undefined) continue;
    withResult += 1;
    const again = await write(0, key);
    expect([key, again.body.source, dataOf(again)]).toEqual([key, 'replay', output]);
  }
  const slowestMs = Math.max(
    ...histories.filter(({ isPersistent }) => isPersistent).map(({ decidedAfterMs }) => decidedAfterMs),
  );
  expect(slowestMs).toBeLessThan(12_000);
  print(`${byKey.size} keys, ${withResult} of them with a result; decided within ${Math.round(slowestMs)} ms`);
}

describeWithRedis('processes that are killed and frozen', () => {
  const limits = { ACTION_TIMEOUT_MS: '1500', RETRY_ATTEMPTS: '1' };
  const executions = (key: string): number => world.genesys.runs.countOf(key);
  afterEach(close);

  it('never send a write twice to an upstream that ignores keys', async () => {
    await open(limits);
    const histories = await runDisruptedRounds('execute');

    await expectOneResultEach(histories);
    expect(histories.filter(({ key }) => executions(key) > 1)).toEqual([]);
  });

  it('resend a write with the same key to an upstream that honours keys', async () => {
    await open({ ...limits, GENESYS_INVOKE_PATH: INVOKE_PATH });
    const histories = await runDisruptedRounds('invoke');

    await expectOneResultEach(histories);
    expect(histories.filter(({ key }) => executions(key) !== 1)).toEqual([]);
    expect(histories.filter(({ replies }) => replies.some(({ body }) => body.code === 'OUTCOME_UNKNOWN'))).toEqual([]);
    const sent = new Set(world.genesys.calls('invoke').map(({ headers }) => headers['idempotency-key']));
    expect([...sent].sort()).toEqual([...new Set(histories.map(({ key }) => key))].sort());
    print(`${world.genesys.count('invoke')} attempts for ${sent.size} keys`);
  });

  it.each([
    ['resent', { GENESYS_INVOKE_PATH: INVOKE_PATH }, 'invoke', 'OK'],
    ['reported as unknown', {}, 'execute', 'OUTCOME_UNKNOWN'],
  ] as const)('leave a key that is %s within 12 s, at the default limits', async (_, environment, route, code) => {
    await open(environment);
    world.genesys.fail(route, { kind: 'hang', takesEffect: true, times: 1 });
    const startedAtMs = performance.now();
    write(0, 'crashed').catch(() => undefined);
    await world.genesys.whenReceived(route);
    await fleet.member(0).kill();

    const { replies } = await persist('crashed', 1, (turn) => write(1 + (turn % 3), 'crashed'));

    expect(replies.some(({ body }) => body.code === code)).toBe(true);
    expect(performance.now() - startedAtMs).toBeLessThan(12_000);
    expect(executions('crashed')).toBe(1);
    print(`${code} after ${Math.round(performance.now() - startedAtMs)} ms`);
  });

  it('do not change a record when they resume after a takeover', async () => {
    await open({ ...limits, GENESYS_INVOKE_PATH: INVOKE_PATH });
    world.genesys.fail('invoke', { kind: 'latency', latencyMs: 500, takesEffect: true, times: 1 });
    const late = callOnce('overtaken', 0, (turn) => write(turn, 'overtaken'));
    await world.genesys.whenReceived('invoke');
    fleet.member(0).freeze();
    const { replies } = await persist('overtaken', 1, (turn) => write(1 + (turn % 3), 'overtaken'));
    const [output] = replies.filter(({ status }) => status === 200).map(dataOf);

    fleet.member(0).thaw();
    const lateResults = (await late).replies.map((reply) => (reply.status === 200 ? dataOf(reply) : reply.body.code));

    expect([output, 'DEADLINE_EXCEEDED']).toContain(lateResults[0]);
    await until(async () => (await fleet.member(0).metrics()).includes('outcome="late_writer_refused"} 1'));
    expect(await Promise.all([0, 1, 2, 3].map(async (turn) => dataOf(await write(turn, 'overtaken'))))).toEqual(
      Array(4).fill(output),
    );
    expect(executions('overtaken')).toBe(1);
  });
});
