import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { RedisConnection } from '../src/redis/redis-connection.js';
import { RedisUnavailable } from '../src/redis/redis-unavailable.js';
import { connect, refusal } from './redis-client.js';
import { describeWithRedis, RedisServer } from './redis-server.js';
import { until } from './until.js';

describeWithRedis('The connection to a Redis in trouble', () => {
  let server: RedisServer;
  let redis: RedisConnection;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    server = await RedisServer.start();
    redis = await connect(server.url);
  });

  afterEach(async () => {
    await redis.onApplicationShutdown();
    server.thaw();
    await server.kill();
  });

  it('says of a full Redis that nothing was applied', async () => {
    await server.fill();
    const refused = await refusal(redis.run((client) => client.set('a', '1')));
    expect(refused.mayHaveBeenApplied).toBe(false);
    expect(refused.message).toMatch(/^Redis refused: OOM/);
    await server.empty();
    await expect(redis.run((client) => client.set('a', '1'))).resolves.toBe('OK');
  });

  it('waits once for a frozen Redis, then refuses at once, and finds it again', async () => {
    server.freeze();
    const startedAtMs = performance.now();
    const first = await refusal(redis.run((client) => client.set('a', '1')));
    const waitedMs = performance.now() - startedAtMs;
    expect(first.mayHaveBeenApplied).toBe(true);
    expect(waitedMs).toBeGreaterThanOrEqual(99);
    expect(waitedMs).toBeLessThan(250);
    const latenciesMs: number[] = [];
    for (let call = 0; call < 100; call += 1) {
      const askedAtMs = performance.now();
      const refused = await refusal(redis.run((client) => client.get('a')));
      latenciesMs.push(performance.now() - askedAtMs);
      expect(refused.mayHaveBeenApplied).toBe(false);
      await sleep(10);
    }
    // A few may have met a busy machine.
    expect(latenciesMs.filter((ms) => ms < 5).length).toBeGreaterThan(90);
    server.thaw();
    await until(() => redis.isReady);
    expect(await redis.run((client) => client.get('a'))).toBe('1');
  });

  it('gives a frozen connection up for a new one when Redis is replaced behind it', async () => {
    server.freeze();
    await refusal(redis.run((client) => client.get('a')));
    await server.kill();
    await server.restart();
    await until(() => redis.isReady);
    await expect(redis.run((client) => client.get('a'))).resolves.toBeNull();
  });

  it('refuses at once while Redis is down, and finds it when it comes back', async () => {
    await redis.run((client) => client.set('a', '1'));
    await server.kill();
    await until(() => !redis.isReady);
    const startedAtMs = performance.now();
    const refused = await refusal(redis.run((client) => client.get('a')));
    expect(performance.now() - startedAtMs).toBeLessThan(50);
    expect(refused.mayHaveBeenApplied).toBe(false);
    await server.restart();
    await until(() => redis.isReady);
    await expect(redis.run((client) => client.get('a'))).resolves.toBeNull();
  });

  it('does not know whether an operation was applied that was under way when Redis died', async () => {
    server.freeze();
    const underWay = refusal(redis.run((client) => client.set('a', '1')));
    await server.kill();
    expect((await underWay).mayHaveBeenApplied).toBe(true);
  });

  it('starts without Redis and finds it when it comes', async () => {
    await server.kill();
    const early = await connect(server.url);
    expect(early.isReady).toBe(false);
    await server.restart();
    await until(() => early.isReady);
    await expect(early.run((client) => client.get('a'))).resolves.toBeNull();
    await early.onApplicationShutdown();
  });

  it('starts in front of a frozen Redis and finds it when it thaws', async () => {
    server.freeze();
    const startedAtMs = performance.now();
    const early = await connect(server.url, { connectTimeoutMs: 300 });
    expect(performance.now() - startedAtMs).toBeLessThan(600);
    expect(early.isReady).toBe(false);
    await sleep(1_000);
    server.thaw();
    await until(() => early.isReady);
    await early.onApplicationShutdown();
  });

  it('does not blame Redis when our own event loop was held up', async () => {
    await redis.run((client) => client.set('a', '1'));
    const reads = [1, 2, 3].map(() => redis.run((client) => client.get('a')));
    const heldUpUntilMs = performance.now() + 400;
    while (performance.now() < heldUpUntilMs);
    await expect(Promise.all(reads)).resolves.toEqual(['1', '1', '1']);
    expect(redis.isReady).toBe(true);
  });

  it('takes no more operations than it can remember while Redis hangs', async () => {
    server.freeze();
    const outcomes = await Promise.all(
      Array.from({ length: 6_000 }, () => refusal(redis.run((client) => client.get('a')))),
    );
    expect(outcomes.filter(({ mayHaveBeenApplied }) => mayHaveBeenApplied)).toHaveLength(5_000);
    expect(outcomes.at(-1)?.message).toBe('Redis has too many operations waiting');
  });

  it('says goodbye within a moment, also to a frozen Redis', async () => {
    server.freeze();
    const startedAtMs = performance.now();
    await redis.onApplicationShutdown();
    expect(performance.now() - startedAtMs).toBeLessThan(500);
    await expect(refusal(redis.run((client) => client.get('a')))).resolves.toBeInstanceOf(RedisUnavailable);
  });
});
