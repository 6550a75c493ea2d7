import type { RedisClient } from '../client/redis-client.js';
import { RedisScript } from '../client/redis-script.js';

/** Lifetime of the probe key: longer than the longest pause between two probes. */
const TTL_MS = 60_000;

/**
 * Writes in a script, so that the probe fails for the same reasons as the other scripts: full memory, a replica, missing
 * rights.
 */
const WRITE = new RedisScript(`
local time = redis.call('TIME')
redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
return time
`);

/** Writes a value. @returns the server's clock in milliseconds since 1970 */
export async function probeWrite(client: RedisClient, key: string): Promise<number> {
  const [seconds, microseconds] = (await WRITE.run(client, [key], [TTL_MS])) as [string, string];
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}
