import { readRedisAddress } from '../src/redis/redis-address.js';
import { RedisConnection } from '../src/redis/redis-connection.js';
import { RedisUnavailable } from '../src/redis/redis-unavailable.js';
import { RedisConfig } from '../src/redis/redis.config.js';

/** Opens a connection, and waits for its first attempt. */
export const connect = async (url: string | undefined, over: Partial<RedisConfig> = {}): Promise<RedisConnection> => {
  const address = url === undefined ? {} : { address: readRedisAddress(url) };
  const connection = new RedisConnection(Object.assign(new RedisConfig(), address, over));
  await connection.onModuleInit();
  return connection;
};

/** Why an operation was not done. */
export const refusal = async (work: Promise<unknown>): Promise<RedisUnavailable> => {
  const outcome = await work.then(
    () => 'it was done',
    (error: unknown) => error,
  );
  if (!(outcome instanceof RedisUnavailable)) throw new Error(`no refusal: ${String(outcome)}`);
  return outcome;
};
