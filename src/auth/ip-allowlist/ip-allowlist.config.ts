import { ArrayNotEmpty, IsIn, isURL } from 'class-validator';
import { IpRange, parseIpRanges } from '../../config/values/ip-range.js';
import { Env, EnvInteger, list } from '../../config/variables/env.decorator.js';
import { Environment } from '../../config/variables/environment.js';
import { GENESYS_REGIONS, readRegion } from '../../config/values/genesys-regions.js';
import { HTTP_URL } from '../../config/values/http-url.js';

/** Directions from the point of view of Genesys Cloud, which calls from its `outbound` addresses. */
const DIRECTIONS = ['outbound', 'inbound', 'both'];

export class IpAllowlistConfig {
  /** CIDR ranges that may call. Unset: any address. */
  @Env('IP_ALLOWLIST', readRanges, { rejectsBlank: true })
  readonly allowlist?: readonly IpRange[];

  /** URL of a feed with more ranges; `true`: the API of the configured region. Unset: no feed. */
  @Env('IP_ALLOWLIST_FEED', readFeed)
  readonly feedUrl?: string;

  /** Services whose ranges are used from the feed. Default: all. */
  @Env('IP_ALLOWLIST_FEED_SERVICES', list)
  readonly feedServices: readonly string[] = [];

  /** Directions whose ranges are used from the feed. */
  @Env('IP_ALLOWLIST_FEED_DIRECTIONS', list)
  @ArrayNotEmpty()
  @IsIn(DIRECTIONS, { each: true })
  readonly feedDirections: readonly string[] = ['outbound', 'both'];

  /** Interval at which the feed is fetched. */
  @EnvInteger('IP_ALLOWLIST_FEED_SECONDS', { min: 1 })
  readonly feedRefreshSeconds: number = 3_600;
}

function readRanges(text: string): IpRange[] {
  const ranges = list(text);
  if (ranges.length === 0) throw new Error('must contain at least one CIDR range');
  return parseIpRanges(ranges);
}

/** Returns the URL of the feed; undefined if the feed is disabled. */
function readFeed(text: string, environment: Environment): string | undefined {
  if (text === 'false') return undefined;
  if (text === 'true') return `${apiOf(environment).replace(/\/$/, '')}/api/v2/ipranges`;
  if (!isURL(text, HTTP_URL)) throw new Error('must be true, false or a URL');
  return text;
}

/** Returns the API URL of the configured region. The variables of the region are validated elsewhere. */
function apiOf(environment: Environment): string {
  const variable = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const region = variable('GENESYS_REGION') ?? variable('GENESYS_ENVIRONMENT') ?? 'us-east-1';
  return variable('GENESYS_API_URL') ?? `https://api.${GENESYS_REGIONS[readRegion(region)]}`;
}
