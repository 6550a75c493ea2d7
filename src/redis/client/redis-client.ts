import type { SecureContextOptions } from 'node:tls';
import { createClient, RedisClientType } from 'redis';
import type { RedisEndpoint } from '../url/redis-url.js';

export type RedisClient = RedisClientType;

/** Limit of waiting commands of one connection. The limit of operations in `RedisNode` is lower. */
const MAX_QUEUED = 20_000;

export interface RedisClientOptions {
  readonly endpoint: RedisEndpoint;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Undefined: no TLS. */
  readonly tls: SecureContextOptions | undefined;
  readonly connectTimeoutMs: number;
}

/** One connection. It never reconnects by itself. */
export interface RedisClientHandle {
  readonly client: RedisClient;
  readonly endpoint: RedisEndpoint;
  /** Closes the socket immediately, in every state. */
  readonly destroy: () => void;
}

/** Creates a client that is not connected yet. It emits connection errors as `error` events. */
export function createRedisClient(options: RedisClientOptions): RedisClientHandle {
  const { endpoint, username, password, tls, connectTimeoutMs } = options;
  // `disconnect` does not close a socket that is still connecting. Aborting the signal does.
  const controller = new AbortController();
  const socket = {
    ...endpoint,
    ...(tls && { tls: true as const, ...tls }),
    connectTimeout: connectTimeoutMs,
    reconnectStrategy: false as const,
    signal: controller.signal,
  };
  const client: RedisClient = createClient({
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    socket,
    disableOfflineQueue: true,
    disableClientInfo: true,
    commandsQueueMaxLength: MAX_QUEUED,
  });
  // Without a listener, an `error` event would end the process.
  client.on('error', () => undefined);
  const destroy = (): void => {
    controller.abort();
    if (client.isOpen) client.disconnect().catch(() => undefined);
  };
  return { client, endpoint, destroy };
}
