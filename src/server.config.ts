import { IsInt, IsNotEmpty, IsString, Max, Min } from 'class-validator';
import { readAddressRange } from './config/address-range.js';
import { Env, list } from './config/env.decorator.js';
import { seconds } from './durations.js';

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
  readonly trustProxy: number | readonly string[] | false = false;

  /** How long calls in flight may take to end after the order to stop. */
  @Env('DRAIN_TIMEOUT_MS')
  @IsInt()
  @Min(0)
  readonly drainTimeoutMs: number = seconds(10);
}

function readProxies(text: string): number | string[] {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const ranges = list(text);
  try {
    ranges.forEach(readAddressRange);
  } catch {
    throw new Error('must be a number of hops or a list of CIDRs');
  }
  return ranges;
}
