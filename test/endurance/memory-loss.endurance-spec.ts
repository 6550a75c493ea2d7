import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, World } from '../../sandbox/world.js';
import { describeWithRedis } from '../support/redis-server.js';
import { until } from '../support/until.js';
import { Failover, PlainGroup, RedisGroup, SentinelGroup } from './redis-group.js';
import { ServiceFleet } from './service-fleet.js';

const PROCESSES = 2;
const DURATION_MS = Number(process.env['MEMORY_LOSS_MINUTES'] ?? 4) * 60_000;
const CALLS_PER_SECOND = 4;
/** Minimum and maximum of the random pause between two failovers. */
const PAUSE_MS = [50_000, 80_000] as const;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** One Redis, the processes that share it, and their load. */
class Site {
  private calls = 0;
  failovers = 0;

  private constructor(
    readonly group: RedisGroup,
    readonly world: World,
    readonly fleet: ServiceFleet,
  ) {}

  static async start(group: RedisGroup): Promise<Site> {
    await group.start();
    const world = await startWorld();
    const environment = world.environment({ REDIS_URL: group.url, LOG_LEVEL: 'error' });
    return new Site(group, world, await ServiceFleet.start(PROCESSES, environment));
  }

  async run(kinds: readonly Failover[], isOver: () => boolean): Promise<void> {
    await Promise.all([this.load(isOver), this.replacePrimaries(kinds, isOver)]);
  }

  async write(): Promise<void> {
    const turn = (this.calls += 1);
    const headers = { Authorization: `Bearer ${this.world.issuer.token()}`, 'Idempotency-Key': `key-${turn}` };
    const body = JSON.stringify({ input_payload: { contactId: `contact-${turn}` } });
    await this.fleet.member(turn).call('/invoke-data-action', headers, body);
  }

  /** Returns the metric lines of all processes that count a loss of memory. */
  async alarms(): Promise<string[]> {
    const metrics = await Promise.all(this.fleet.members.map((member) => member.metrics()));
    return metrics.flatMap((text) => /^idempotency_memory_lost_total.* [1-9].*$/gm.exec(text) ?? []);
  }

  async stop(): Promise<void> {
    await this.fleet.stop();
    await this.world.stop();
    await this.group.stop();
  }

  private async load(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      void this.write().catch(() => undefined);
      await sleep(1_000 / CALLS_PER_SECOND);
    }
  }

  private async replacePrimaries(kinds: readonly Failover[], isOver: () => boolean): Promise<void> {
    const [least, most] = PAUSE_MS;
    for (;;) {
      const endsAtMs = performance.now() + least + Math.random() * (most - least);
      await until(() => isOver() || performance.now() >= endsAtMs, 2 * most);
      if (isOver()) return;
      await this.group.failOver(kinds[this.failovers % kinds.length] ?? 'planned');
      this.failovers += 1;
      print(`${new Date().toISOString()} failover ${this.failovers} of ${this.group.url.split('/')[0] ?? ''}`);
    }
  }
}

describeWithRedis('The alarm for lost memory', () => {
  jest.setTimeout(DURATION_MS + 10 * 60_000);

  it('is silent while primaries are replaced, and fires after FLUSHALL', async () => {
    const sites = [await Site.start(new SentinelGroup()), await Site.start(new PlainGroup())];
    const [sentinel, plain] = sites as [Site, Site];
    try {
      const endsAtMs = performance.now() + DURATION_MS;
      const isOver = (): boolean => performance.now() >= endsAtMs;
      await Promise.all([
        sentinel.run(['planned', 'planned', 'killed'], isOver),
        plain.run(['planned', 'planned', 'promoted'], isOver),
      ]);
      print(`${sentinel.failovers} failovers with Sentinels, ${plain.failovers} without`);
      expect([await sentinel.alarms(), await plain.alarms()]).toEqual([[], []]);

      for (const site of sites) {
        await site.group.flush();
        await until(async () => {
          await site.write();
          return (await site.alarms()).length === PROCESSES;
        }, 30_000);
      }
    } finally {
      for (const site of sites) await site.stop();
    }
  });
});
