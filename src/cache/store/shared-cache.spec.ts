import { Cache } from '@nestjs/cache-manager';
import { RedisConnection } from '../../redis/redis-connection.js';
import { RedisConfig } from '../../redis/redis.config.js';
import { SharedCache } from './shared-cache.js';

describe('SharedCache', () => {
  it('reports a fault but fails no call while Redis is not connected', async () => {
    const faults: string[] = [];
    const redis = new RedisConnection(new RedisConfig());
    const shared = new SharedCache({ stores: [] } as unknown as Cache, redis, (operation) => faults.push(operation));
    const entry = { text: '{}', storedAtMs: 0, freshUntilMs: 1, revalidateUntilMs: 1, staleUntilMs: 1 };

    expect(await shared.set('k', entry, { ttlMs: 1_000, loadMs: 10 })).toBe(true);
    expect(faults).toEqual(['set']);
  });
});
