import { Logger } from '@nestjs/common';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { connect, unavailability } from '../support/redis-client.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';

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
  ])('warns of an evicting Redis with the policy %s', async (policy, warnings) => {
    await server.command('CONFIG', 'SET', 'maxmemory-policy', policy);
    const lines: string[] = [];
    const listen = (line: string): void => void lines.push(line);
    Logger.overrideLogger({ log: listen, warn: listen, error: listen });
    const other = await connect(server.url);
    await other.run((client) => client.ping());
    await other.onApplicationShutdown();
    Logger.overrideLogger(false);
    expect(lines.filter((line) => !line.includes('persists'))).toEqual(['Redis is connected', ...warnings]);
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
});

describe('without REDIS_URL', () => {
  it('the connection is never ready, and rejects operations', async () => {
    const redis = await connect(undefined);
    expect(redis.isConfigured).toBe(false);
    expect(redis.isReady).toBe(false);
    expect((await unavailability(redis.run((client) => client.get('a')))).mayHaveBeenApplied).toBe(false);
    await redis.onApplicationShutdown();
  });
});
