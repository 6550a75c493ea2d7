import { readRedisAddress } from './redis-address.js';

describe('An address of Redis', () => {
  it.each([
    ['redis://redis', { host: 'redis', port: 6_379, tls: false, database: 0 }],
    ['redis://10.0.0.7:7000/', { host: '10.0.0.7', port: 7_000, tls: false, database: 0 }],
    ['rediss://cache.example.com/2', { host: 'cache.example.com', port: 6_379, tls: true, database: 2 }],
    ['redis://[::1]:6380', { host: '::1', port: 6_380, tls: false, database: 0 }],
    ['redis://:p%40ss%3A@redis', { host: 'redis', port: 6_379, tls: false, password: 'p@ss:', database: 0 }],
    [
      'redis://app:s%C3%BCss@redis:1',
      { host: 'redis', port: 1, tls: false, username: 'app', password: 'süss', database: 0 },
    ],
  ])('is read from %s', (text, address) => {
    expect(readRedisAddress(text)).toEqual(address);
  });

  it.each(['redis', 'redis:6379', 'http://redis', 'redis://', '//redis', 'unix:///run/redis.sock'])(
    'is not read from %s',
    (text) => {
      expect(() => readRedisAddress(text)).toThrow('must be an address that starts with redis:// or rediss://');
    },
  );

  it.each(['redis://redis/main', 'redis://redis/1/2', 'redis://redis/-1'])('has no database as in %s', (text) => {
    expect(() => readRedisAddress(text)).toThrow('must end with the number of a database, or without one');
  });

  it('says nothing of a password that cannot be read', () => {
    expect(() => readRedisAddress('redis://:50%secret@redis')).toThrow(
      /^must have its user and password percent-encoded$/,
    );
  });
});
