import { IsString } from 'class-validator';
import { EnvTlsFiles, TlsFilePaths } from '../config/values/pem-files.js';
import { Env, EnvInteger, EnvSecret } from '../config/variables/env.decorator.js';
import { seconds } from '../time/durations.js';
import { readRedisUrl, RedisUrl } from './url/redis-url.js';

@EnvTlsFiles('REDIS')
export class RedisConfig implements TlsFilePaths {
  /**
   * The URL of the Redis that all processes share: `redis://`, `redis-sentinel://` or `redis-cluster://`, with TLS `rediss://`,
   * `rediss-sentinel://` or `rediss-cluster://`. If unset, each process uses its own memory.
   */
  @EnvSecret('REDIS_URL', readRedisUrl)
  readonly address?: RedisUrl;

  @Env('REDIS_KEY_PREFIX')
  @IsString()
  readonly keyPrefix: string = 'dataaction:';

  /** Time limit for one operation, and for all cache operations of one call. */
  @EnvInteger('REDIS_TIMEOUT_MS', { min: 1 })
  readonly timeoutMs: number = 100;

  @EnvInteger('REDIS_CONNECT_TIMEOUT_MS', { min: 1 })
  readonly connectTimeoutMs: number = seconds(2);

  /** The trusted certificate authorities of the servers. Default: the authorities that Node trusts. */
  readonly tlsCaFile?: string;

  /** The client certificate of the service. */
  readonly tlsCertFile?: string;

  /** The private key of the client certificate. */
  readonly tlsKeyFile?: string;
}
