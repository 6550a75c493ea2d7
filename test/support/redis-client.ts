import { readRedisUrl } from '../../src/redis/url/redis-url.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { RedisUnavailable } from '../../src/redis/errors/redis-unavailable.js';
import { RedisConfig } from '../../src/redis/redis.config.js';
import { until } from './until.js';

/** Limits that a stalled machine does not reach. */
const HIGH_LIMITS: Partial<RedisConfig> = { timeoutMs: 1_000, connectTimeoutMs: 10_000 };

/** Opens a connection, and waits for its first attempt to connect, which can fail. */
export const open = async (url: string | undefined, over: Partial<RedisConfig> = {}): Promise<RedisConnection> => {
  const address = url === undefined ? {} : { address: readRedisUrl(url) };
  const connection = new RedisConnection(Object.assign(new RedisConfig(), HIGH_LIMITS, address, over));
  await connection.onModuleInit();
  return connection;
};

/** Opens a connection, and waits until it is usable. On a busy machine, the first attempt can reach a time limit. */
export const connect = async (url: string, over?: Partial<RedisConfig>): Promise<RedisConnection> => {
  const connection = await open(url, over);
  await until(() => connection.isReady);
  return connection;
};

/** Returns the error of an operation that Redis did not execute. */
export const unavailability = async (work: Promise<unknown>): Promise<RedisUnavailable> => {
  const outcome = await work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );
  if (!(outcome instanceof RedisUnavailable)) throw new Error(`expected RedisUnavailable: ${String(outcome)}`);
  return outcome;
};
