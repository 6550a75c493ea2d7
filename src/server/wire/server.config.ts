import { IsIn, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { IpRange, parseIpRanges } from '../../config/values/ip-range.js';
import { Env, EnvInteger, list } from '../../config/variables/env.decorator.js';
import { seconds } from '../../time/durations.js';

export class ServerConfig {
  @EnvInteger('PORT', { min: 0, max: 65_535 })
  readonly port: number = 3_000;

  @Env('HOST')
  @IsString()
  @IsNotEmpty()
  readonly host: string = '0.0.0.0';

  /** Trusted proxies, as a number of hops or as CIDR ranges. `X-Forwarded-For` is used only behind them. Unset: none. */
  @Env('TRUST_PROXY', readProxies)
  readonly trustProxy?: number | readonly IpRange[];

  /** Time limit for the head of a request. On a new connection it starts with the connection. */
  @EnvInteger('HEADERS_TIMEOUT_MS', { min: 1 })
  readonly headersTimeoutMs: number = seconds(10);

  /** Upper limit of open connections. Unset: unlimited. */
  @EnvInteger('MAX_CONNECTIONS', { min: 1 })
  @IsOptional()
  readonly maxConnections?: number;

  /** Upper limit of open connections per client address. Behind a proxy, this is the proxy's address. Unset: unlimited. */
  @EnvInteger('MAX_CONNECTIONS_PER_ADDRESS', { min: 1 })
  @IsOptional()
  readonly maxConnectionsPerAddress?: number;

  /** Time limit for calls in flight after a stop signal. */
  @EnvInteger('DRAIN_TIMEOUT_MS', { min: 0 })
  readonly drainTimeoutMs: number = seconds(10);

  /** Minimum time after a stop signal in which new connections are accepted, so that load balancers notice the signal. */
  @EnvInteger('DRAIN_NOTICE_MS', { min: 0 })
  readonly drainNoticeMs: number = 0;

  /** `off`: Express creates its requests and responses itself, as in any Nest application. */
  @Env('HTTP_FAST_PATH')
  @IsIn(['on', 'off'])
  readonly httpFastPath: 'on' | 'off' = 'on';
}

function readProxies(text: string): number | IpRange[] {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  return parseIpRanges(list(text), 'is neither a number of hops nor a CIDR range');
}
