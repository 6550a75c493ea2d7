import { RedisConnection } from '../redis/redis-connection.js';
import { RedisScript } from '../redis/redis-script.js';
import { RateLimitParameters } from './gcra.js';
import { RateLimiter } from './rate-limiter.js';

/**
 * `admit` of `pace.ts` on the server's own clock, in microseconds, so that all processes count as one. `ARGV`: interval,
 * burst. @returns the wait
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

/** Counts the calls that all processes have seen. */
export class RedisRateLimiter extends RateLimiter {
  constructor(
    private readonly pace: RateLimitParameters,
    private readonly redis: RedisConnection,
  ) {
    super();
  }

  /** @throws RedisUnavailable */
  override async take(client: string): Promise<number> {
    const { intervalMs, burst } = this.pace;
    const key = this.redis.key('rate', client);
    const wait = await this.redis.run((connection) => TAKE.run(connection, [key], [intervalMs * 1_000, burst]), {
      key,
    });
    return Number(wait) / 1_000;
  }
}
