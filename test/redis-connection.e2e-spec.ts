import { Logger } from '@nestjs/common';
import { RedisConnection } from '../src/redis/redis-connection.js';
import { connect, refusal } from './redis-client.js';
import { describeWithRedis, RedisServer } from './redis-server.js';

describeWithRedis('The connection to Redis', () => {
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

  it('is ready when it has been opened, and runs operations under the prefix', async () => {
    expect(redis.isReady).toBe(true);
    await redis.run((client) => client.set(redis.key('cache', 'a'), 'one'));
    expect(await server.keys('dataaction:cache:*')).toEqual(['dataaction:cache:a']);
    expect(await redis.run((client) => client.get('dataaction:cache:a'))).toBe('one');
  });

  it('makes every error reply a trouble of the store, of which nobody knows whether a part was applied', async () => {
    await redis.run((client) => client.set('text', 'x'));
    const refused = await refusal(redis.run((client) => client.incr('text')));
    expect([refused.code, refused.mayHaveBeenApplied]).toEqual(['ERR', true]);
    expect(redis.isReady).toBe(true);
  });

  it('passes on what an operation throws by itself', async () => {
    await expect(redis.run(() => Promise.reject(new SyntaxError('bad')))).rejects.toThrow(SyntaxError);
  });

  it.each([
    ['allkeys-lru', ['Redis evicts keys when its memory is full (maxmemory-policy allkeys-lru); set it to noeviction']],
    ['noeviction', []],
  ])('warns of a Redis that forgets, under %s', async (policy, warnings) => {
    await server.command('CONFIG', 'SET', 'maxmemory-policy', policy);
    const said: string[] = [];
    const listen = (line: string): void => void said.push(line);
    Logger.overrideLogger({ log: listen, warn: listen, error: listen });
    const other = await connect(server.url);
    await other.run((client) => client.ping());
    await other.onApplicationShutdown();
    Logger.overrideLogger(false);
    expect(said.filter((line) => !line.includes('persists'))).toEqual(['Redis is connected', ...warnings]);
  });

  it('does without asking what Redis forbids', async () => {
    await server.command('ACL', 'SETUSER', 'app', 'on', '>pass', '~*', '+@all', '-config');
    const other = await connect(`redis://app:pass@127.0.0.1:${server.port}`);
    await expect(other.run((client) => client.set('a', '1'))).resolves.toBe('OK');
    await other.onApplicationShutdown();
  });

  it('uses the database and the password of its address', async () => {
    await server.command('CONFIG', 'SET', 'requirepass', 'öffne dich');
    const url = `redis://:${encodeURIComponent('öffne dich')}@127.0.0.1:${server.port}/3`;
    const other = await connect(url);
    await other.run((client) => client.set('a', '1'));
    expect(await other.run((client) => client.sendCommand(['INFO', 'keyspace']))).toMatch(/db3:keys=/);
    await other.onApplicationShutdown();
  });
});

describe('Without REDIS_URL', () => {
  it('there is no connection, and operations are refused', async () => {
    const redis = await connect(undefined);
    expect(redis.isConfigured).toBe(false);
    expect(redis.isReady).toBe(false);
    expect((await refusal(redis.run((client) => client.get('a')))).mayHaveBeenApplied).toBe(false);
    await redis.onApplicationShutdown();
  });
});
