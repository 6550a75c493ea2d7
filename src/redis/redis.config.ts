import { accessSync, constants } from 'node:fs';
import { IsDefined, IsInt, IsString, Min, ValidateIf } from 'class-validator';
import { Env, EnvSecret } from '../config/env.decorator.js';
import { seconds } from '../durations.js';
import { readRedisAddress, RedisAddress } from './redis-address.js';

export class RedisConfig {
  /**
   * The Redis that all processes share: `redis://`, `redis-sentinel://` or `redis-cluster://`, with TLS `rediss…`. Unset: each
   * process uses its own memory.
   */
  @EnvSecret('REDIS_URL', readRedisAddress)
  readonly address?: RedisAddress;

  /** Stands in front of every key. */
  @Env('REDIS_KEY_PREFIX')
  @IsString()
  readonly keyPrefix: string = 'dataaction:';

  /** Limit for one operation, and for all the cache work of one call. */
  @Env('REDIS_TIMEOUT_MS')
  @IsInt()
  @Min(1)
  readonly timeoutMs: number = 100;

  /** Limit for making a connection. */
  @Env('REDIS_CONNECT_TIMEOUT_MS')
  @IsInt()
  @Min(1)
  readonly connectTimeoutMs: number = seconds(2);

  /** The authorities that may have issued the servers' certificates, in PEM. Unset: those that Node trusts. */
  @Env('REDIS_TLS_CA_FILE', readableFile)
  readonly tlsCaFile?: string;

  /** The certificate with which the service signs in to Redis, in PEM. */
  @Env('REDIS_TLS_CERT_FILE', readableFile)
  @ValidateIf(({ tlsCertFile, tlsKeyFile }: RedisConfig) => (tlsCertFile ?? tlsKeyFile) !== undefined)
  @IsDefined({ message: 'tlsCertFile is required with REDIS_TLS_KEY_FILE' })
  readonly tlsCertFile?: string;

  /** The key of that certificate, in PEM. */
  @Env('REDIS_TLS_KEY_FILE', readableFile)
  @ValidateIf(({ tlsCertFile, tlsKeyFile }: RedisConfig) => (tlsCertFile ?? tlsKeyFile) !== undefined)
  @IsDefined({ message: 'tlsKeyFile is required with REDIS_TLS_CERT_FILE' })
  readonly tlsKeyFile?: string;
}

function readableFile(path: string): string {
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new Error('must be a file that can be read');
  }
  return path;
}
