import { readRedisUrl } from './redis-url.js';

const server = (host: string, port = 6_379) => ({ host, port });

describe('A Redis address', () => {
  const standalone = { topology: 'standalone', tls: false, database: 0 };

  it.each([
    ['redis://redis', { ...standalone, endpoints: [server('redis')] }],
    ['redis://10.0.0.7:7000/', { ...standalone, endpoints: [server('10.0.0.7', 7_000)] }],
    [
      'rediss://cache.example.com/2',
      { ...standalone, endpoints: [server('cache.example.com')], tls: true, database: 2 },
    ],
    ['redis://[::1]:6380', { ...standalone, endpoints: [server('::1', 6_380)] }],
    ['redis://:p%40ss%3A@redis', { ...standalone, endpoints: [server('redis')], password: 'p@ss:' }],
    [
      'redis://app:s%C3%BCss@redis:1',
      { ...standalone, endpoints: [server('redis', 1)], username: 'app', password: 'süss' },
    ],
  ])('of a standalone server is read from %s', (text, address) => {
    expect(readRedisUrl(text)).toEqual(address);
  });

  it.each([
    [
      'redis-sentinel://a,b:5000,[::1]:5001/mymaster',
      {
        topology: 'sentinel',
        endpoints: [server('a', 26_379), server('b', 5_000), server('::1', 5_001)],
        tls: false,
        primaryName: 'mymaster',
        database: 0,
      },
    ],
    [
      'rediss-sentinel://app:pw@a/my%20master/3',
      {
        topology: 'sentinel',
        endpoints: [server('a', 26_379)],
        tls: true,
        username: 'app',
        password: 'pw',
        primaryName: 'my master',
        database: 3,
      },
    ],
    [
      'redis-cluster://a:7000,b',
      { topology: 'cluster', endpoints: [server('a', 7_000), server('b')], tls: false, database: 0 },
    ],
    [
      'rediss-cluster://:pw@a/0',
      { topology: 'cluster', endpoints: [server('a')], tls: true, password: 'pw', database: 0 },
    ],
  ])('of several servers is read from %s', (text, address) => {
    expect(readRedisUrl(text)).toEqual(address);
  });

  it.each([
    'redis',
    'redis:6379',
    'http://redis',
    'redis://',
    '//redis',
    'unix:///run/redis.sock',
    'redis-ring://a',
    'redis-cluster://a,,b',
    'redis-cluster://a:port',
    'redis-sentinel:///name',
  ])('is not read from %s', (text) => {
    expect(() => readRedisUrl(text)).toThrow(
      /^must be a URL that starts with redis:\/\/, redis-sentinel:\/\/ or redis-cluster:\/\//,
    );
  });

  it.each([
    ['redis://redis/main', 'a database number'],
    ['redis://redis/1/2', 'a database number'],
    ['redis://redis/-1', 'a database number'],
    ['redis-sentinel://a/name/db', 'a database number'],
    ['redis://a,b', 'for several use redis-sentinel:// or redis-cluster://'],
    ['redis-sentinel://a', 'must name the primary'],
    ['redis-sentinel://a/name/1/2', 'must name the primary'],
    ['redis-cluster://a/1', 'a Redis Cluster has only one database'],
  ])('%s is rejected with the reason: %s', (text, reason) => {
    expect(() => readRedisUrl(text)).toThrow(reason);
  });

  it('never contains a password in its error', () => {
    for (const text of ['redis://:50%secret@redis', 'redis-ring://:secret@a', 'redis-cluster://:secret@a/x']) {
      expect(() => readRedisUrl(text)).toThrow(/^(?!.*secret)/);
    }
  });
});
