import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import type { RedisUrl, RedisEndpoint } from '../url/redis-url.js';
import { createRedisClient, RedisClientHandle } from './redis-client.js';

interface RedisConnectorOptions {
  /** The current value of `REDIS_URL`. It can change if it is read from `REDIS_URL_FILE`. */
  readonly address?: RedisUrl;
  readonly connectTimeoutMs: number;
  readonly tlsCaFile?: string | undefined;
  readonly tlsCertFile?: string | undefined;
  readonly tlsKeyFile?: string | undefined;
}

/** Creates clients for the servers of one address, with its credentials and its TLS settings. */
export class RedisConnector {
  /** @param options read for each connection, because a password can be rotated */
  constructor(private readonly options: RedisConnectorOptions) {}

  /** @throws Error if `REDIS_URL` is not set */
  get address(): RedisUrl {
    const { address } = this.options;
    if (!address) throw new Error('REDIS_URL is not set');
    return address;
  }

  async create(endpoint: RedisEndpoint): Promise<RedisClientHandle> {
    const { username, password } = this.address;
    return createRedisClient({ ...(await this.settings(endpoint)), username, password });
  }

  async createWithoutCredentials(endpoint: RedisEndpoint): Promise<RedisClientHandle> {
    return createRedisClient(await this.settings(endpoint));
  }

  private async settings(endpoint: RedisEndpoint) {
    const { connectTimeoutMs } = this.options;
    return { endpoint, connectTimeoutMs, tls: this.address.tls ? await this.tls() : undefined };
  }

  /** Reads the files for each connection, so that a renewed certificate is used without a restart. */
  private async tls(): Promise<SecureContextOptions> {
    const { tlsCaFile, tlsCertFile, tlsKeyFile } = this.options;
    const [ca, cert, key] = await Promise.all([tlsCaFile, tlsCertFile, tlsKeyFile].map(readIfSet));
    return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  }
}

const readIfSet = async (path: string | undefined): Promise<Buffer | undefined> =>
  path === undefined ? undefined : readFile(path);
