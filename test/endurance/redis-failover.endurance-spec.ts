import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, World } from '../../sandbox/world.js';
import { dataOf } from '../support/idempotent-writes.js';
import { describeWithRedis } from '../support/redis-server.js';
import { ClusterGroup, Failover, PlainGroup, RedisGroup, SentinelGroup } from './redis-group.js';
import { FleetReply, ServiceFleet } from './service-fleet.js';

const PROCESSES = 4;
const DURATION_MS = Number(process.env['FAILOVER_SECONDS'] ?? 90) * 1_000;
const KEYS_PER_SECOND = 15;
/** Times of the calls with one key, in milliseconds after the first call. Each call goes to any process. */
const DUPLICATES_MS = [0, 20, 300, 1_500, 4_000, 9_000];
const PAUSE_BETWEEN_FAILOVERS_MS = 2_500;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const random = (limit: number): number => Math.floor(Math.random() * limit);

interface KeyHistory {
  readonly key: string;
  readonly replies: { readonly atMs: number; readonly reply: FleetReply }[];
}

describeWithRedis(`${PROCESSES} processes with a Redis during failovers`, () => {
  let group: RedisGroup;
  let world: World;
  let fleet: ServiceFleet;
  let token: string;
  /** When each failover began, and when its new primary accepted writes. */
  let outages: { readonly fromMs: number; toMs: number }[];

  async function open(started: RedisGroup): Promise<void> {
    group = started;
    outages = [];
    await group.start();
    world = await startWorld();
    token = world.issuer.token();
    const limits = { LOG_LEVEL: 'error', CIRCUIT_FAILURES: '1000000', ACTION_TIMEOUT_MS: '4000' };
    fleet = await ServiceFleet.start(PROCESSES, world.environment({ REDIS_URL: group.url, ...limits }));
    world.genesys.fail('execute', { kind: 'latency', latencyMs: 100, takesEffect: true, share: 0.5 });
  }

  afterEach(async () => {
    await fleet.stop();
    await world.stop();
    await group.stop();
  });

  async function call(key: string): Promise<FleetReply> {
    const headers = { Authorization: `Bearer ${token}`, 'Idempotency-Key': key };
    const body = JSON.stringify({ input_payload: { contactId: key } });
    return fleet.member(random(PROCESSES)).call('/invoke-data-action', headers, body);
  }

  async function repeat(key: string): Promise<KeyHistory> {
    const history: KeyHistory = { key, replies: [] };
    const calls = DUPLICATES_MS.map(async (delayMs) => {
      await sleep(delayMs);
      const reply = await call(key).catch(() => undefined);
      if (reply) history.replies.push({ atMs: performance.now(), reply });
    });
    await Promise.all(calls);
    return history;
  }

  /** Kills or freezes one process of the service after another. */
  async function disruptProcesses(isOver: () => boolean): Promise<void> {
    for (let turn = 0; !isOver(); turn += 1) {
      const victim = fleet.member(turn);
      await sleep(6_000);
      if (turn % 2 === 0) {
        await victim.kill();
        await victim.start();
      } else {
        victim.freeze();
        await sleep(3_000);
        victim.thaw();
      }
    }
  }

  async function replacePrimaries(kinds: readonly Failover[], isOver: () => boolean): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (let turn = 0; !isOver(); turn += 1) {
      await sleep(PAUSE_BETWEEN_FAILOVERS_MS);
      const kind = kinds[turn % kinds.length] ?? 'planned';
      const outage = { fromMs: performance.now(), toMs: Infinity };
      outages.push(outage);
      await group.failOver(kind, () => (outage.toMs = performance.now()));
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
  }

  async function load(isOver: () => boolean): Promise<KeyHistory[]> {
    const histories: Promise<KeyHistory>[] = [];
    while (!isOver()) {
      histories.push(repeat(`key-${histories.length}`));
      await sleep(1_000 / KEYS_PER_SECOND);
    }
    return Promise.all(histories);
  }

  /** Returns the metric lines that report lost memory. A failover must not cause one. */
  async function falseAlarms(): Promise<string[]> {
    const metrics = await Promise.all(fleet.members.map((member) => member.metrics()));
    return metrics.flatMap((text) => /^idempotency_memory_lost_total.* [1-9].*$/gm.exec(text) ?? []);
  }

  /** Counts the writes that the store rejected: without a primary, in the second after a promotion, and later. */
  function rejections(histories: readonly KeyHistory[]): Record<string, number> {
    const counts = { withoutPrimary: 0, inTheNextSecond: 0, later: 0 };
    for (const { replies } of histories)
      for (const { atMs, reply } of replies) {
        if (reply.body.code !== 'STORE_UNAVAILABLE') continue;
        const last = outages.findLast(({ fromMs }) => atMs >= fromMs);
        const sinceMs = last ? atMs - last.toMs : Infinity;
        counts[sinceMs < 0 ? 'withoutPrimary' : sinceMs < 1_000 ? 'inTheNextSecond' : 'later'] += 1;
      }
    return counts;
  }

  function report(histories: readonly KeyHistory[], failovers: Record<string, number>): void {
    const codes: Record<string, number> = {};
    for (const { replies } of histories)
      for (const { reply } of replies) codes[reply.body.code] = (codes[reply.body.code] ?? 0) + 1;
    print(`${JSON.stringify(failovers)} ${histories.length} keys ${JSON.stringify(codes)}`);
    print(`rejected by the store: ${JSON.stringify(rejections(histories))}`);
    const outageMs = outages.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
    print(`${Math.round((100 * outageMs) / DURATION_MS)} % of the time without a primary`);
  }

  const KINDS: readonly Failover[] = ['planned', 'promoted', 'killed', 'frozen'];

  it.each<[string, () => RedisGroup, readonly Failover[]]>([
    ['Sentinel', () => new SentinelGroup(), KINDS.filter((kind) => kind !== 'promoted')],
    ['Cluster', () => new ClusterGroup(), KINDS],
    ['plain replication', () => new PlainGroup(), KINDS],
  ])('execute each write at most once, and never fail with INTERNAL: %s', async (_, create, kinds) => {
    await open(create());
    const endsAtMs = performance.now() + DURATION_MS;
    const isOver = (): boolean => performance.now() >= endsAtMs;
    const [histories, failovers] = await Promise.all([
      load(isOver),
      replacePrimaries(kinds, isOver),
      disruptProcesses(isOver),
    ]);
    report(histories, failovers);

    const repeated = histories.filter(({ key }) => world.genesys.runs.countOf(key) > 1).map(({ key }) => key);
    const replies = histories.flatMap((history) => history.replies.map(({ reply }) => reply));
    const results = histories.map((history) => [
      history.key,
      new Set(history.replies.filter(({ reply }) => reply.status === 200).map(({ reply }) => dataOf(reply))).size,
    ]);
    print(`${repeated.length} keys executed twice: ${repeated.slice(0, 10).join(' ')}`);
    expect(replies.filter(({ body }) => body.code === 'INTERNAL')).toEqual([]);
    expect(repeated).toEqual([]);
    expect(await falseAlarms()).toEqual([]);
    expect(results.filter(([, count]) => Number(count) > 1)).toEqual([]);
  });
});
