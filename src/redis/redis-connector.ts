import { readFile } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import type { RedisAddress, RedisEndpoint } from './redis-address.js';
import { createRedisClient, RedisClientHandle } from './redis-client.js';

interface RedisConnectorOptions {
  readonly address: RedisAddress;
  readonly connectTimeoutMs: number;
  readonly tlsCaFile?: string | undefined;
  readonly tlsCertFile?: string | undefined;
  readonly tlsKeyFile?: string | undefined;
}

/** Creates clients for the servers of one address, with its credentials and its TLS settings. */
export class RedisConnector {
  constructor(private readonly options: RedisConnectorOptions) {}

  async create(endpoint: RedisEndpoint): Promise<RedisClientHandle> {
    const { username, password } = this.options.address;
    return createRedisClient({ ...(await this.settings(endpoint)), username, password });
  }

  async createWithoutCredentials(endpoint: RedisEndpoint): Promise<RedisClientHandle> {
    return createRedisClient(await this.settings(endpoint));
  }

  private async settings(endpoint: RedisEndpoint) {
    const { address, connectTimeoutMs } = this.options;
    return { endpoint, connectTimeoutMs, tls: address.tls ? await this.tls() : undefined };
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
