import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, World } from '../../sandbox/world.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { FleetReply, ServiceFleet } from './service-fleet.js';

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const PROCESSES = 4;
const CALLERS = PROCESSES * 250;
const ROUNDS = Number(process.env['CACHE_ROUNDS'] ?? 50);
const CALLS_A_PHASE = 400;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Returns the bytes of `data` in the response. */
const dataOf = ({ text }: FleetReply): string => /"data":(.*),"errors":/s.exec(text)?.[1] ?? text;

let redis: RedisServer;
let world: World;
let fleet: ServiceFleet;
let token: string;

async function open(environment: Record<string, string> = {}): Promise<void> {
  redis = await RedisServer.start();
  world = await startWorld();
  token = world.issuer.token();
  const limits = { LOG_LEVEL: 'error', UPSTREAM_MAX_CONCURRENCY: '1000' };
  fleet = await ServiceFleet.start(PROCESSES, world.environment({ REDIS_URL: redis.url, ...limits, ...environment }));
}

async function close(): Promise<void> {
  redis.thaw();
  await fleet.stop();
  await world.stop();
  await redis.kill();
}

const lookup = (turn: number, customer_id: string): Promise<FleetReply> =>
  fleet.member(turn).call(LOOKUP, { Authorization: `Bearer ${token}` }, JSON.stringify({ customer_id }));

const requests = (): number => world.crm.count('customers');

describeWithRedis(`${PROCESSES} processes and ${CALLERS} concurrent callers of one key without a cache entry`, () => {
  beforeAll(() => open());
  afterAll(close);

  it(`send one upstream request and return equal responses, in each of ${ROUNDS} rounds`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      world.reset();
      const replies = await Promise.all(Array.from({ length: CALLERS }, (_, turn) => lookup(turn, `c-race-${round}`)));

      expect([round, ...new Set(replies.map(({ status }) => status))]).toEqual([round, 200]);
      expect(new Set(replies.map(dataOf)).size).toBe(1);
      expect(replies.filter(({ body }) => body.source === 'api')).toHaveLength(1);
      expect([round, requests()]).toEqual([round, 1]);
    }
  });

  it('send one upstream request and return equal failures if the upstream rejects it', async () => {
    world.reset();
    world.crm.fail('customers', { kind: 'status', status: 400, latencyMs: 3_000 });
    const replies = await Promise.all(Array.from({ length: CALLERS }, (_, turn) => lookup(turn, 'c-rejected')));

    expect(new Set(replies.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(['424 UPSTREAM_REJECTED']),
    );
    expect(requests()).toBe(1);
  });

  it('serve all callers after the process that sent the upstream request is killed', async () => {
    world.reset();
    world.crm.fail('customers', { kind: 'latency', latencyMs: 1_000, times: 1 });
    const killed = fleet.member(0);
    const lost = lookup(0, 'c-killed').catch(() => undefined);
    await world.crm.whenReceived('customers');
    const waiting = Array.from({ length: 300 }, (_, turn) => lookup((turn % 3) + 1, 'c-killed'));
    await killed.kill();
    const replies = await Promise.all(waiting);
    await lost;

    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(requests()).toBe(2);
    await killed.start();
  });
});

describeWithRedis('a shared Redis under load', () => {
  beforeAll(() => open());
  afterAll(close);

  /** Makes calls one after another, each for a different customer. Returns the sorted latencies. */
  async function phase(name: string): Promise<number[]> {
    const latenciesMs: number[] = [];
    for (let index = 0; index < CALLS_A_PHASE; index += 1) {
      const startedAtMs = performance.now();
      const { status } = await lookup(index, `c-${name}-${index}`);
      expect([name, index, status]).toEqual([name, index, 200]);
      latenciesMs.push(performance.now() - startedAtMs);
    }
    latenciesMs.sort((a, b) => a - b);
    return latenciesMs;
  }

  const quantile = (sorted: readonly number[], share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  const describePhase = (name: string, sorted: readonly number[]): void =>
    print(
      `${name}: p50 ${quantile(sorted, 0.5).toFixed(1)} ms, p95 ${quantile(sorted, 0.95).toFixed(1)} ms, ` +
        `slowest ${sorted
          .slice(-PROCESSES - 1)
          .map((ms) => ms.toFixed(1))
          .join(', ')} ms`,
    );

  it('delays one call per process by 100 ms when it freezes, and causes no failed call', async () => {
    await phase('warm-up');
    const before = await phase('before');
    redis.freeze();
    const frozen = await phase('frozen');
    redis.thaw();
    describePhase('before', before);
    describePhase('frozen', frozen);

    const rest = frozen.slice(0, -PROCESSES);
    expect(quantile(frozen, 1)).toBeLessThan(quantile(before, 0.95) + 150);
    expect(quantile(rest, 0.5)).toBeLessThan(quantile(before, 0.5) + 5);
    expect(quantile(rest, 1)).toBeLessThan(quantile(before, 1) + 50);
  });

  it('causes no failed call when it is killed, and shares entries again after its restart', async () => {
    const share = async (): Promise<number> => {
      let hits = 0;
      for (let index = 0; index < 40; index += 1) {
        const customer = `c-shared-${performance.now()}`;
        await lookup(index, customer);
        await sleep(5);
        if ((await lookup(index + 1, customer)).body.source === 'cache') hits += 1;
      }
      return hits / 40;
    };
    await until(async () => (await share()) === 1, 30_000);
    await redis.kill();
    const dead = await phase('killed');
    describePhase('killed', dead);
    await redis.restart();
    const restartedAtMs = performance.now();
    await until(async () => (await share()) === 1, 30_000);
    print(`entries shared again ${Math.round(performance.now() - restartedAtMs)} ms after the restart of Redis`);
  });
});
