import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { RedisUnavailable } from '../../src/redis/errors/redis-unavailable.js';
import { connect, open, unavailability } from '../support/redis-client.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';

describeWithRedis('the connection to Redis', () => {
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

  it('is ready after it opens, and runs operations with the key prefix', async () => {
    expect(redis.isReady).toBe(true);
    await redis.run((client) => client.set(redis.key('cache', 'a'), 'one'));
    expect(await server.keys('dataaction:cache:*')).toEqual(['dataaction:cache:a']);
    expect(await redis.run((client) => client.get('dataaction:cache:a'))).toBe('one');
  });

  it('reports every error reply as a failure of the store that may have been applied', async () => {
    await redis.run((client) => client.set('text', 'x'));
    const rejected = await unavailability(redis.run((client) => client.incr('text')));
    expect([rejected.code, rejected.mayHaveBeenApplied]).toEqual(['ERR', true]);
    expect(redis.isReady).toBe(true);
  });

  it('passes on errors that an operation throws', async () => {
    await expect(redis.run(() => Promise.reject(new SyntaxError('bad')))).rejects.toThrow(SyntaxError);
  });

  it.each([
    ['allkeys-lru', ['Redis evicts keys when its memory is full (maxmemory-policy allkeys-lru); set it to noeviction']],
    ['noeviction', []],
  ])('warns if Redis evicts keys, here with the policy %s', async (policy, warnings) => {
    await server.command('CONFIG', 'SET', 'maxmemory-policy', policy);
    const lines: string[] = [];
    const listen = (line: string): void => void lines.push(line);
    Logger.overrideLogger({ log: listen, warn: listen, error: listen });
    const other = await connect(server.url);
    await other.run((client) => client.ping());
    await other.onApplicationShutdown();
    Logger.overrideLogger(false);
    expect(lines.filter((line) => !line.includes('does not persist'))).toEqual(['Redis is connected', ...warnings]);
  });

  it('works without the permission for CONFIG', async () => {
    await server.command('ACL', 'SETUSER', 'app', 'on', '>pass', '~*', '+@all', '-config');
    const other = await connect(`redis://app:pass@127.0.0.1:${server.port}`);
    await expect(other.run((client) => client.set('a', '1'))).resolves.toBe('OK');
    await other.onApplicationShutdown();
  });

  it('uses the database and the password of its URL', async () => {
    await server.command('CONFIG', 'SET', 'requirepass', 'öffne dich');
    const url = `redis://:${encodeURIComponent('öffne dich')}@127.0.0.1:${server.port}/3`;
    const other = await connect(url);
    await other.run((client) => client.set('a', '1'));
    expect(await other.run((client) => client.sendCommand(['INFO', 'keyspace']))).toMatch(/db3:keys=/);
    await other.onApplicationShutdown();
  });

  describe('to a failing server', () => {
    it('reports that a full Redis applied nothing', async () => {
      await server.fill();
      const rejected = await unavailability(redis.run((client) => client.set('a', '1')));
      expect(rejected.mayHaveBeenApplied).toBe(false);
      expect(rejected.message).toMatch(/^Redis refused: OOM/);
      await server.empty();
      await expect(redis.run((client) => client.set('a', '1'))).resolves.toBe('OK');
    });

    it('sends one operation to a frozen Redis, rejects later operations without sending them, and reconnects', async () => {
      server.freeze();
      const first = await unavailability(redis.run((client) => client.set('a', '1')));
      expect(first.mayHaveBeenApplied).toBe(true);
      for (let call = 0; call < 10; call += 1) {
        const rejected = await unavailability(redis.run((client) => client.get('a')));
        expect(rejected.mayHaveBeenApplied).toBe(false);
      }
      server.thaw();
      await until(() => redis.isReady);
      expect(await redis.run((client) => client.get('a'))).toBe('1');
    });

    it('replaces a frozen connection when Redis restarts', async () => {
      server.freeze();
      await unavailability(redis.run((client) => client.get('a')));
      await server.kill();
      await server.restart();
      await until(() => redis.isReady);
      await expect(redis.run((client) => client.get('a'))).resolves.toBeNull();
    });

    it('rejects operations without sending them while Redis is down, and reconnects after its restart', async () => {
      await redis.run((client) => client.set('a', '1'));
      await server.kill();
      await until(() => !redis.isReady);
      const rejected = await unavailability(redis.run((client) => client.get('a')));
      expect(rejected.mayHaveBeenApplied).toBe(false);
      await server.restart();
      await until(() => redis.isReady);
      await expect(redis.run((client) => client.get('a'))).resolves.toBeNull();
    });

    it('reports an operation that was in flight when Redis died as possibly applied', async () => {
      server.freeze();
      const inFlight = unavailability(redis.run((client) => client.set('a', '1')));
      await server.kill();
      expect((await inFlight).mayHaveBeenApplied).toBe(true);
    });

    it('starts without Redis and connects when Redis starts', async () => {
      await server.kill();
      const early = await open(server.url);
      expect(early.isReady).toBe(false);
      await server.restart();
      await until(() => early.isReady);
      await expect(early.run((client) => client.get('a'))).resolves.toBeNull();
      await early.onApplicationShutdown();
    });

    it('starts while Redis is frozen and connects when Redis resumes', async () => {
      server.freeze();
      const early = await open(server.url, { connectTimeoutMs: 300 });
      expect(early.isReady).toBe(false);
      await sleep(1_000);
      server.thaw();
      await until(() => early.isReady);
      await early.onApplicationShutdown();
    });

    it('stays ready after a blocked event loop', async () => {
      const patient = await connect(server.url, { timeoutMs: 500 });
      await patient.run((client) => client.set('a', '1'));
      const reads = [1, 2, 3].map(() => patient.run((client) => client.get('a')));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
      await expect(Promise.all(reads)).resolves.toEqual(['1', '1', '1']);
      expect(patient.isReady).toBe(true);
      await patient.onApplicationShutdown();
    });

    it('limits its waiting operations while Redis hangs', async () => {
      server.freeze();
      const outcomes = await Promise.all(
        Array.from({ length: 6_000 }, () => unavailability(redis.run((client) => client.get('a')))),
      );
      expect(outcomes.filter(({ mayHaveBeenApplied }) => mayHaveBeenApplied)).toHaveLength(5_000);
      expect(outcomes.at(-1)?.message).toBe('Redis has too many operations waiting');
    });

    it('closes while Redis is frozen', async () => {
      server.freeze();
      await redis.onApplicationShutdown();
      await expect(unavailability(redis.run((client) => client.get('a')))).resolves.toBeInstanceOf(RedisUnavailable);
    });
  });
});

describe('without REDIS_URL', () => {
  it('the connection is never ready, and rejects operations', async () => {
    const redis = await open(undefined);
    expect(redis.isConfigured).toBe(false);
    expect(redis.isReady).toBe(false);
    expect((await unavailability(redis.run((client) => client.get('a')))).mayHaveBeenApplied).toBe(false);
    await redis.onApplicationShutdown();
  });
});
