import { RedisConnection } from '../redis/redis-connection.js';
import { RedisScript } from '../redis/client/redis-script.js';
import { RateLimitParameters } from './gcra.js';
import { RateLimiter } from './rate-limiter.js';

/**
 * Does the same as `decide` in `gcra.ts`, with the clock of the Redis server in microseconds, so that all processes share one
 * limit. `ARGV`: interval in microseconds, burst. Returns the wait in microseconds.
 */
const TAKE = new RedisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local following = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now) + interval
local wait = following - burst * interval - now
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.0f', following), 'PX', math.ceil((following - now) / 1000))
return 0
`);

/** Counts the calls of all processes. */
export class RedisRateLimiter extends RateLimiter {
  constructor(
    private readonly parameters: RateLimitParameters,
    private readonly redis: RedisConnection,
  ) {
    super();
  }

  /** @throws RedisUnavailable */
  override async take(client: string): Promise<number> {
    const { intervalMs, burst } = this.parameters;
    const key = this.redis.key('rate', client);
    const wait = await this.redis.run((connection) => TAKE.run(connection, [key], [intervalMs * 1_000, burst]), {
      key,
    });
    return Number(wait) / 1_000;
  }
}
