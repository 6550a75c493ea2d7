import { accessSync, constants } from 'node:fs';
import { IsDefined, IsString, ValidateIf } from 'class-validator';
import { Env, EnvInteger, EnvSecret } from '../config/variables/env.decorator.js';
import { seconds } from '../time/durations.js';
import { readRedisAddress, RedisAddress } from './address/redis-address.js';

export class RedisConfig {
  /**
   * The Redis that all processes share: `redis://`, `redis-sentinel://` or `redis-cluster://`, with TLS `rediss…`. Unset: each
   * process uses its own memory.
   */
  @EnvSecret('REDIS_URL', readRedisAddress)
  readonly address?: RedisAddress;

  @Env('REDIS_KEY_PREFIX')
  @IsString()
  readonly keyPrefix: string = 'dataaction:';

  /** Limit for one operation, and for all the cache work of one call. */
  @EnvInteger('REDIS_TIMEOUT_MS', { min: 1 })
  readonly timeoutMs: number = 100;

  @EnvInteger('REDIS_CONNECT_TIMEOUT_MS', { min: 1 })
  readonly connectTimeoutMs: number = seconds(2);

  /** The trusted certificate authorities of the servers, in PEM. Default: those of Node. */
  @Env('REDIS_TLS_CA_FILE', readableFile)
  readonly tlsCaFile?: string;

  /** The client certificate of the service, in PEM. */
  @Env('REDIS_TLS_CERT_FILE', readableFile)
  @ValidateIf(({ tlsCertFile, tlsKeyFile }: RedisConfig) => (tlsCertFile ?? tlsKeyFile) !== undefined)
  @IsDefined({ message: 'tlsCertFile is required with REDIS_TLS_KEY_FILE' })
  readonly tlsCertFile?: string;

  /** The private key of the client certificate, in PEM. */
  @Env('REDIS_TLS_KEY_FILE', readableFile)
  @ValidateIf(({ tlsCertFile, tlsKeyFile }: RedisConfig) => (tlsCertFile ?? tlsKeyFile) !== undefined)
  @IsDefined({ message: 'tlsKeyFile is required with REDIS_TLS_CERT_FILE' })
  readonly tlsKeyFile?: string;
}

function readableFile(path: string): string {
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new Error('must be a readable file');
  }
  return path;
}
