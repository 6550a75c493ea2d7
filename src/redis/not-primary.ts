import type { RedisEndpoint } from './redis-address.js';

/** The server is a replica: it refuses writes, and what it holds may be old. */
export class NotPrimary extends Error {
  override readonly name = 'NotPrimary';

  constructor({ host, port }: RedisEndpoint) {
    super(`${host}:${port} is a replica; writes need the primary`);
  }
}
