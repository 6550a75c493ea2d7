import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, World } from '../../sandbox/world.js';
import { INVOKE_PATH } from '../support/idempotent-writes.js';
import { ReadinessProxy } from './readiness-proxy.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { countOutcomes, LoadReply, Poster, SteadyLoad } from '../support/steady-load.js';
import { ServiceFleet } from './service-fleet.js';

const PROCESSES = 3;
const CALLS_PER_SECOND = Number(process.env['ROLLING_RATE'] ?? 300);
const ROUNDS = Number(process.env['ROLLING_ROUNDS'] ?? 3);

const LOOKUP = '/api/v1/dataactions/customer-lookup';
const WRITE = '/invoke-data-action';

/** Circuits stay closed, because an upstream on the same machine can be slow for a moment. */
const LIMITS = { LOG_LEVEL: 'error', CIRCUIT_FAILURES: '1000000' };

/** Codes of a write while the lease of a dead owner is valid. The caller retries with the same key. */
const RETRYABLE = new Set(['IDEMPOTENCY_IN_PROGRESS', 'DEADLINE_EXCEEDED']);

let redis: RedisServer;
let world: World;
let fleet: ServiceFleet;
let proxy: ReadinessProxy;
let poster: Poster;
let replies: LoadReply[];

async function open(environment: Record<string, string>, retriesSent: boolean): Promise<void> {
  redis = await RedisServer.start();
  world = await startWorld();
  fleet = await ServiceFleet.start(PROCESSES, world.environment({ REDIS_URL: redis.url, ...LIMITS, ...environment }));
  const ports = fleet.members.map(({ port }) => port);
  proxy = await ReadinessProxy.start(ports, { retriesSent });
  poster = new Poster(proxy.port, { Authorization: `Bearer ${world.issuer.token()}` });
  replies = [];
}

async function close(): Promise<void> {
  poster.close();
  await proxy.stop();
  await fleet.stop();
  await world.stop();
  await redis.kill();
}

const keyOf = (number: number): string => `write-${number}`;

/** Every other call is a write with its own key, sent twice concurrently. The others are lookups. */
async function call(number: number): Promise<void> {
  if (number % 2 === 0) {
    replies.push(await poster.post(LOOKUP, { customer_id: `c-${number % 400}` }));
    return;
  }
  const key = keyOf(number);
  replies.push(...(await Promise.all([write(key), write(key)])));
}

/** Retries with the same key until the outcome is known, like a flow. */
async function write(key: string): Promise<LoadReply> {
  for (;;) {
    const reply = await poster.post(WRITE, { input_payload: { contactId: key } }, { 'Idempotency-Key': key });
    if (!RETRYABLE.has(reply.code)) return reply;
    await sleep(200);
  }
}

/** Replaces one process after another under load, in several rounds. Returns the number of calls. */
async function replaceAll(end: (member: ServiceFleet['members'][number]) => Promise<unknown>): Promise<number> {
  const load = new SteadyLoad(CALLS_PER_SECOND, call);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const member of fleet.members) {
      await sleep(500);
      await end(member);
      await member.start();
    }
  }
  await sleep(500);
  return load.end();
}

const writesOf = (calls: number): string[] =>
  Array.from({ length: calls }, (_, number) => number)
    .filter((number) => number % 2 === 1)
    .map(keyOf);

function printCounts(title: string, calls: number): void {
  const counts = JSON.stringify(countOutcomes(replies));
  process.stdout.write(
    `${title}: ${calls} calls and ${writesOf(calls).length} repeated, ${proxy.broken} broken; ${counts}\n`,
  );
}

describeWithRedis(`${PROCESSES} processes behind one proxy, replaced one at a time under load`, () => {
  afterEach(close);

  it('lose no call and execute no write twice if each is stopped by SIGTERM', async () => {
    await open({}, false);

    const calls = await replaceAll(async (member) => expect(await member.stop()).toBe(0));

    printCounts('stopped', calls);
    expect(countOutcomes(replies)).toEqual({ '200 OK': calls + writesOf(calls).length });
    expect(proxy.broken).toBe(0);
    expect(writesOf(calls).filter((key) => world.genesys.runs.countOf(key) !== 1)).toEqual([]);
  });

  it('lose no call and execute no write twice if each is killed and the proxy retries', async () => {
    await open({ GENESYS_INVOKE_PATH: INVOKE_PATH }, true);

    const calls = await replaceAll((member) => member.kill());

    printCounts('killed', calls);
    expect(countOutcomes(replies)).toEqual({ '200 OK': calls + writesOf(calls).length });
    expect(writesOf(calls).filter((key) => world.genesys.runs.countOf(key) !== 1)).toEqual([]);
  });

  it('execute no write twice if each is killed and the upstream ignores keys', async () => {
    await open({}, true);

    const calls = await replaceAll((member) => member.kill());

    printCounts('killed, keys ignored', calls);
    const { '200 OK': good = 0, '409 OUTCOME_UNKNOWN': unknown = 0, ...others } = countOutcomes(replies);
    expect(others).toEqual({});
    expect(good + unknown).toBe(calls + writesOf(calls).length);
    expect(writesOf(calls).filter((key) => world.genesys.runs.countOf(key) > 1)).toEqual([]);
  });
});
