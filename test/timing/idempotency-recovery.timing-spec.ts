import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, World } from '../../sandbox/world.js';
import { FleetReply, ServiceFleet } from '../endurance/service-fleet.js';
import { INVOKE_PATH } from '../support/idempotent-writes.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { timed } from './timed.js';

const RUNS = Number(process.env['RECOVERY_RUNS'] ?? 3);
const runs = Array.from({ length: RUNS }, (_, run) => run);

describeWithRedis('A duplicate in another process', () => {
  jest.setTimeout(60_000 + RUNS * 20_000);

  let redis: RedisServer;
  let world: World;
  let fleet: ServiceFleet;
  const took: number[] = [];

  const start = async (environment: Record<string, string> = {}): Promise<void> => {
    redis = await RedisServer.start();
    world = await startWorld();
    fleet = await ServiceFleet.start(
      2,
      world.environment({ REDIS_URL: redis.url, LOG_LEVEL: 'error', ...environment }),
    );
    for (const member of [0, 1]) await call(member, `warms-up-${member}`);
  };

  beforeEach(() => void took.splice(0));

  afterEach(async () => {
    process.stdout.write(`${expect.getState().currentTestName ?? ''}: ${JSON.stringify(took.map(Math.round))} ms\n`);
    redis.thaw();
    await fleet.stop();
    await world.stop();
    await redis.kill();
  });

  function call(member: number, key: string): Promise<FleetReply> {
    const headers = { Authorization: `Bearer ${world.issuer.token()}`, 'Idempotency-Key': key };
    return fleet
      .member(member)
      .call('/invoke-data-action', headers, JSON.stringify({ input_payload: { contactId: key } }));
  }

  /** Executes a write and stops Redis before the upstream responds, so that the result cannot be stored. */
  async function writeWithoutStore(key: string): Promise<void> {
    world.genesys.respondWith('execute', () => {
      redis.freeze();
      return { status: 200, body: { written: key } };
    });
    expect(await call(0, key)).toMatchObject({ status: 200, body: { source: 'api' } });
    world.genesys.reset();
  }

  it('gets the result within 300 ms after Redis replies again', async () => {
    await start();
    for (const run of runs) {
      const key = `held-back-${run}`;
      await writeWithoutStore(key);
      // The pauses range from a short pause to one that is longer than the lease.
      await sleep(300 + (run % 10) * 350);
      redis.thaw();

      const [, ms] = await timed(async () => {
        // This process rejects the call until it is connected again.
        while ((await call(1, key)).body.source !== 'replay') await sleep(10);
      });

      expect(world.genesys.runs.countOf(key)).toBe(0);
      took.push(ms);
      await sleep(500);
    }
    expect(Math.max(...took)).toBeLessThan(300);
  });

  it.each([
    ['executes again if the upstream honours keys', { GENESYS_INVOKE_PATH: INVOKE_PATH }, 'invoke', 'OK'],
    ['gets OUTCOME_UNKNOWN if the upstream ignores keys', {}, 'execute', 'OUTCOME_UNKNOWN'],
  ] as const)(
    'gets its response within 4 s after the owner was killed, in the same call: it %s',
    async (_, environment, route, code) => {
      await start(environment);
      for (const run of runs) {
        const key = `orphan-${run}`;
        const begun = new Promise<void>((resolve) =>
          world.genesys.respondWith(route, async () => {
            resolve();
            await sleep(3_000);
            return { status: 200, body: {} };
          }),
        );
        const first = call(0, key).catch(() => undefined);
        await begun;
        await sleep((run % 8) * 100);
        world.genesys.reset();
        await fleet.member(0).kill();

        const [reply, ms] = await timed(() => call(1, key));

        expect(reply.body.code).toBe(code);
        took.push(ms);
        await first;
        await fleet.member(0).start();
      }
      expect(Math.max(...took)).toBeLessThan(4_000);
    },
  );
});
