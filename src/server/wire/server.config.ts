import { IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { IpRange, parseIpRange } from '../../config/ip-range.js';
import { Env, list } from '../../config/env.decorator.js';
import { seconds } from '../../durations.js';

export class ServerConfig {
  @Env('PORT')
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly port: number = 3_000;

  @Env('HOST')
  @IsString()
  @IsNotEmpty()
  readonly host: string = '0.0.0.0';

  /** The proxies whose `X-Forwarded-For` counts: how many hops, or their addresses as CIDRs; unset: none. */
  @Env('TRUST_PROXY', readProxies)
  readonly trustProxy?: number | readonly IpRange[];

  /** What the head of a request may take to arrive; on a new connection, counted from its opening. */
  @Env('HEADERS_TIMEOUT_MS')
  @IsInt()
  @Min(1)
  readonly headersTimeoutMs: number = seconds(10);

  /** How many connections may be open at a time; unset: any number. */
  @Env('MAX_CONNECTIONS')
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly maxConnections?: number;

  /** How many of them may come from one address; behind a proxy all come from the proxy's. Unset: any number. */
  @Env('MAX_CONNECTIONS_PER_ADDRESS')
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly maxConnectionsPerAddress?: number;

  /** How long calls in flight may take to end after the order to stop. */
  @Env('DRAIN_TIMEOUT_MS')
  @IsInt()
  @Min(0)
  readonly drainTimeoutMs: number = seconds(10);

  /** How long after the order to stop connections are still accepted at least: until load balancers have looked. */
  @Env('DRAIN_NOTICE_MS')
  @IsInt()
  @Min(0)
  readonly drainNoticeMs: number = 0;
}

function readProxies(text: string): number | IpRange[] {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  try {
    return list(text).map(parseIpRange);
  } catch {
    throw new Error('must be a number of hops or a list of CIDRs');
  }
}
