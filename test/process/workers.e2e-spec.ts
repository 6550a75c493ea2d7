import { startWorld, World } from '../support/world.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { SpawnedService, spawnService } from '../support/spawn-service.js';
import { countOutcomes, LoadReply, Poster, SteadyLoad } from '../support/steady-load.js';
import { until } from '../support/until.js';

/** Time limit for the start of two workers on a busy machine. */
const START_LIMIT_MS = 150_000;
const LIMIT_MS = 180_000;

const LOOKUP = '/api/v1/dataactions/customer-lookup';

describeWithRedis('several workers on one port', () => {
  let redis: RedisServer;
  let world: World;
  let service: SpawnedService;
  let poster: Poster;
  let customers = 0;

  /** Returns the process ids of all workers so far, in the order of their start. */
  const workers = (): number[] => [...service.log.matchAll(/Worker (\d+) is serving/g)].map(([, pid]) => Number(pid));
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  };
  const lookup = (): Promise<LoadReply> => {
    customers += 1;
    return poster.post(LOOKUP, { customer_id: `c-${customers % 50}` });
  };

  beforeAll(async () => {
    redis = await RedisServer.start();
    world = await startWorld();
    // While a worker starts, the other workers get less CPU time. They must not reject calls because of that.
    service = await spawnService(world, { REDIS_URL: redis.url, WORKERS: '2' });
    poster = new Poster(service.port, { Authorization: `Bearer ${world.issuer.token()}` });
    await until(() => workers().length === 2, START_LIMIT_MS);
  }, LIMIT_MS);

  afterAll(async () => {
    poster.close();
    service.signal('SIGTERM');
    await service.ended;
  });

  it('report the metrics of all workers in every response', async () => {
    const replies = await Promise.all(Array.from({ length: 40 }, lookup));

    expect(countOutcomes(replies)).toEqual({ '200 OK': 40 });
    for (let scrape = 0; scrape < 4; scrape += 1) expect(await metric('dataaction_calls_total')).toBe(40);
    expect(await metric('dataaction_call_duration_seconds_count')).toBe(40);
    expect(await metric('auth_jwks_age_seconds')).toBeLessThan(60);
  });

  it(
    'fail no call while they are replaced one after another',
    async () => {
      const before = workers();
      const replies: LoadReply[] = [];
      const load = new SteadyLoad(40, async () => void replies.push(await lookup()));

      service.signal('SIGHUP');
      await until(() => workers().length === 4 && before.every(isGone), START_LIMIT_MS);

      const calls = await load.end();

      expect(countOutcomes(replies)).toEqual({ '200 OK': calls });
      expect(await metric('dataaction_calls_total')).toBe(40 + calls);
    },
    LIMIT_MS,
  );

  it(
    'are replaced after a crash, and keep their counters',
    async () => {
      const counted = await metric('dataaction_calls_total');
      const victim = workers().at(-1) ?? 0;

      process.kill(victim, 'SIGKILL');
      await until(() => workers().length === 5, START_LIMIT_MS);

      expect(isGone(victim)).toBe(true);
      expect(await metric('dataaction_calls_total')).toBe(counted);
      expect((await lookup()).status).toBe(200);
    },
    LIMIT_MS,
  );

  it('complete the calls in flight after SIGTERM, and exit with code 0', async () => {
    world.crm.fail('customers', { kind: 'latency', latencyMs: 1_000 });
    const calls = [1, 2, 3, 4].map((id) => poster.post(LOOKUP, { customer_id: `c-slow-${id}` }));
    await world.crm.whenReceived('customers', 4);

    service.signal('SIGTERM');
    await until(async () => (await service.statusOf('/health/ready')) === 503);

    expect(countOutcomes(await Promise.all(calls))).toEqual({ '200 OK': 4 });
    expect(await service.ended).toEqual({ code: 0, signal: null });
  });
});

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}
