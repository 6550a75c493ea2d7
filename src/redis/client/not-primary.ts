import type { RedisEndpoint } from '../url/redis-url.js';

/** The server is a replica: it rejects writes, and its data may be old. */
export class NotPrimary extends Error {
  override readonly name = 'NotPrimary';

  constructor({ host, port }: RedisEndpoint) {
    super(`${host}:${port} is a replica. Writes need the primary`);
  }
}
