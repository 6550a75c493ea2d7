import { setTimeout as sleep } from 'node:timers/promises';
import { ClusterGroup, Failover, PlainGroup, RedisGroup, SentinelGroup } from '../endurance/redis-group.js';
import { write } from '../support/idempotent-writes.js';
import { DEFAULT_LIMITS } from '../support/limits.js';
import { describeWithRedis } from '../support/redis-server.js';
import { startService, TestService, until } from '../support/service.js';

const RUNS = Number(process.env['FAILOVER_RUNS'] ?? 1);
const WRITE_INTERVAL_MS = 20;
/** Number of successful writes in a row after which the service has recovered. */
const IN_A_ROW = 50;

interface Write {
  readonly sentAtMs: number;
  code: string;
}

/** Sends a write with a new key every `WRITE_INTERVAL_MS`, without waiting for the responses. */
class SteadyWrites {
  private readonly writes: Write[] = [];
  private isOver = false;
  private readonly loop: Promise<void>;

  constructor(service: TestService) {
    this.loop = this.run(service);
  }

  /**
   * Returns the time at which the first of `IN_A_ROW` consecutive successful writes was sent, at or after `afterMs`.
   * Returns undefined if there are not that many.
   */
  wellSinceMs(afterMs: number): number | undefined {
    let row: Write[] = [];
    for (const write of this.writes.filter(({ sentAtMs }) => sentAtMs >= afterMs)) {
      if (row.length === IN_A_ROW) break;
      row = write.code === 'OK' ? [...row, write] : [];
    }
    return row.length === IN_A_ROW ? row[0]?.sentAtMs : undefined;
  }

  /** Returns the codes of the writes that failed. */
  get failures(): string[] {
    return this.writes.map(({ code }) => code).filter((code) => code !== 'OK');
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.loop;
  }

  private async run(service: TestService): Promise<void> {
    const prefix = Math.random().toString(36);
    let sent = 0;
    while (!this.isOver) {
      const entry: Write = { sentAtMs: performance.now(), code: '' };
      void write(service, `${prefix}-${(sent += 1)}`).then(({ body }) => {
        entry.code = body.code;
        this.writes.push(entry);
        this.writes.sort((one, other) => one.sentAtMs - other.sentAtMs);
      });
      await sleep(WRITE_INTERVAL_MS);
    }
  }
}

describeWithRedis('Writes while a primary of Redis is replaced', () => {
  jest.setTimeout(60_000 + RUNS * 60_000);

  it.each<[string, () => RedisGroup, Failover, { fromFailureMs?: number; fromPromotionMs?: number }]>([
    [
      '2 s after a planned failover whose address moves',
      () => new PlainGroup(0),
      'planned',
      { fromPromotionMs: 2_000 },
    ],
    ['2 s after SENTINEL FAILOVER', () => new SentinelGroup(), 'planned', { fromPromotionMs: 2_000 }],
    ['2 s after CLUSTER FAILOVER', () => new ClusterGroup(), 'planned', { fromPromotionMs: 2_000 }],
    ['7 s after a kill, with Sentinels', () => new SentinelGroup(), 'killed', { fromFailureMs: 7_000 }],
    ['6 s after a kill, in a Cluster', () => new ClusterGroup(), 'killed', { fromFailureMs: 6_000 }],
  ])(
    'succeed again within %s',
    async (title, create, kind, { fromFailureMs = Infinity, fromPromotionMs = Infinity }) => {
      const group = create();
      await group.start();
      const service = await startService({
        environment: {
          REDIS_URL: group.url,
          ...DEFAULT_LIMITS,
          OVERLOAD_DELAY_MS: '0',
          LOG_LEVEL: process.env['FAILOVER_LOG'] ?? 'silent',
        },
      });
      const took: [fromFailureMs: number, fromPromotionMs: number][] = [];
      const failures: string[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const writes = new SteadyWrites(service);
        await until(() => writes.wellSinceMs(0) !== undefined);
        const failedAtMs = performance.now();
        let promotedAtMs = failedAtMs;
        await group.failOver(kind, () => (promotedAtMs = performance.now()));
        await until(() => writes.wellSinceMs(promotedAtMs) !== undefined);
        const wellSinceMs = writes.wellSinceMs(promotedAtMs) ?? Infinity;
        took.push([wellSinceMs - failedAtMs, wellSinceMs - promotedAtMs]);
        failures.push(`${writes.failures.length} ${[...new Set(writes.failures)].join(' ')}`);
        await writes.end();
      }
      await service.stop();
      await group.stop();

      process.stdout.write(
        `${title}: ${JSON.stringify(took.map((figures) => figures.map(Math.round)))} ${JSON.stringify(failures)}\n`,
      );
      expect(Math.max(...took.map(([ms]) => ms))).toBeLessThan(fromFailureMs);
      expect(Math.max(...took.map(([, ms]) => ms))).toBeLessThan(fromPromotionMs);
    },
  );
});
