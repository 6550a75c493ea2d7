import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, World } from '../../sandbox/world.js';
import { dataOf, INVOKE_PATH } from '../idempotent-writes.js';
import { describeWithRedis, RedisServer } from '../redis-server.js';
import { until } from '../until.js';
import { ask, persist, Story } from './persistent-caller.js';
import { FleetReply, ServiceFleet } from './service-fleet.js';

const ROUTE = '/invoke-data-action';
const PROCESSES = 4;
const CALLERS = PROCESSES * 250;
const ROUNDS = Number(process.env['IDEMPOTENCY_ROUNDS'] ?? 100);
const ROUNDS_OF_HAVOC = Math.ceil(ROUNDS / 5);

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

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

  it(`execute once and answer all alike, in each of ${ROUNDS} rounds`, async () => {
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
    tell(`${ROUNDS} rounds: ${Math.round((performance.now() - startedAtMs) / ROUNDS)} ms each`);
  });
});

/** Kills and freezes one process after another until it is told to stop; then all are well again. */
async function wreak(havoc: { over: boolean }): Promise<void> {
  for (let turn = 0; !havoc.over; turn += 1) {
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

/** Rounds of writes under way while processes die and hang: one key that all want, and many that a few want. */
async function surviveHavoc(route: 'execute' | 'invoke'): Promise<Story[]> {
  const stories: Story[] = [];
  world.genesys.fail(route, { kind: 'latency', latencyMs: 300, takesEffect: true, share: 0.7 });
  for (let round = 0; round < ROUNDS_OF_HAVOC; round += 1) {
    const havoc = { over: false };
    const wreaking = wreak(havoc);
    const crowd = Array.from({ length: CALLERS }, (_, turn) =>
      ask(`crowd-${round}`, turn, (next) => write(next, `crowd-${round}`)),
    );
    const keys = [`crowd-${round}`, ...Array.from({ length: 20 }, (_, other) => `other-${round}-${other}`)];
    const persistent = keys.flatMap((key) => [0, 1, 2].map((turn) => persist(key, turn, (next) => write(next, key))));
    stories.push(...(await Promise.all([...crowd, ...persistent])));
    havoc.over = true;
    await wreaking;
  }
  world.genesys.heal();
  return stories;
}

/** Whoever got a result got the same one, it is still there, and no key stayed undecided. */
async function expectOneResultEach(stories: readonly Story[]): Promise<void> {
  const byKey = new Map<string, FleetReply[]>();
  for (const { key, replies } of stories) byKey.set(key, [...(byKey.get(key) ?? []), ...replies]);
  let withResult = 0;
  for (const [key, replies] of byKey) {
    const [answer, ...more] = new Set(replies.filter(({ status }) => status === 200).map(dataOf));
    expect([key, more]).toEqual([key, []]);
    if (answer === undefined) continue;
    withResult += 1;
    const again = await write(0, key);
    expect([key, again.body.source, dataOf(again)]).toEqual([key, 'replay', answer]);
  }
  const slowestMs = Math.max(
    ...stories.filter(({ isPersistent }) => isPersistent).map(({ decidedAfterMs }) => decidedAfterMs),
  );
  expect(slowestMs).toBeLessThan(12_000);
  tell(`${byKey.size} keys, ${withResult} of them with a result; decided within ${Math.round(slowestMs)} ms`);
}

describeWithRedis('Processes that are killed and frozen', () => {
  const limits = { ACTION_TIMEOUT_MS: '1500', RETRY_ATTEMPTS: '1' };
  const executions = (key: string): number => world.genesys.runs.countOf(key);
  afterEach(close);

  it('never send a write twice to an upstream that does not honour keys', async () => {
    await open(limits);
    const stories = await surviveHavoc('execute');

    await expectOneResultEach(stories);
    expect(stories.filter(({ key }) => executions(key) > 1)).toEqual([]);
  });

  it('repeat a write under the same key only at an upstream that honours keys', async () => {
    await open({ ...limits, GENESYS_INVOKE_PATH: INVOKE_PATH });
    const stories = await surviveHavoc('invoke');

    await expectOneResultEach(stories);
    expect(stories.filter(({ key }) => executions(key) !== 1)).toEqual([]);
    expect(stories.filter(({ replies }) => replies.some(({ body }) => body.code === 'OUTCOME_UNKNOWN'))).toEqual([]);
    const sent = new Set(world.genesys.calls('invoke').map(({ headers }) => headers['idempotency-key']));
    expect([...sent].sort()).toEqual([...new Set(stories.map(({ key }) => key))].sort());
    tell(`${world.genesys.count('invoke')} attempts for ${sent.size} keys`);
  });

  it.each([
    ['sent again', { GENESYS_INVOKE_PATH: INVOKE_PATH }, 'invoke', 'OK'],
    ['said to be unknown', {}, 'execute', 'OUTCOME_UNKNOWN'],
  ] as const)(
    'leave a key behind that is %s within 12 s, at the default limits',
    async (_, environment, route, code) => {
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
      tell(`${code} after ${Math.round(performance.now() - startedAtMs)} ms`);
    },
  );

  it('change nothing when they wake up after another has taken their place', async () => {
    await open({ ...limits, GENESYS_INVOKE_PATH: INVOKE_PATH });
    world.genesys.fail('invoke', { kind: 'latency', latencyMs: 500, takesEffect: true, times: 1 });
    const late = ask('overtaken', 0, (turn) => write(turn, 'overtaken'));
    await world.genesys.whenReceived('invoke');
    fleet.member(0).freeze();
    const { replies } = await persist('overtaken', 1, (turn) => write(1 + (turn % 3), 'overtaken'));
    const [answer] = replies.filter(({ status }) => status === 200).map(dataOf);

    fleet.member(0).thaw();
    const woken = (await late).replies.map((reply) => (reply.status === 200 ? dataOf(reply) : reply.body.code));

    expect([answer, 'DEADLINE_EXCEEDED']).toContain(woken[0]);
    await until(async () => (await fleet.member(0).metrics()).includes('outcome="late_writer_refused"} 1'));
    expect(await Promise.all([0, 1, 2, 3].map(async (turn) => dataOf(await write(turn, 'overtaken'))))).toEqual(
      Array(4).fill(answer),
    );
    expect(executions('overtaken')).toBe(1);
  });
});
