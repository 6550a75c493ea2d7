import { IpRange, parseIpRange } from '../../config/values/ip-range.js';
import { IpAllowlistConfig } from './ip-allowlist.config.js';

/** Maximum number of ranges, more than any provider publishes. Each new address is compared with all of them. */
const MAX_RANGES = 5_000;

/** Minimum prefix lengths. A shorter prefix covers much of the internet and is certainly a mistake. */
const WIDEST_BITS = { ipv4: 8, ipv6: 19 };

export interface ReadFeed {
  readonly ranges: readonly IpRange[];
  /** Number of invalid entries. */
  readonly skipped: number;
}

/**
 * Parses the response of `/api/v2/ipranges`: `{entities: [{cidr, service, region, direction}]}`. Keeps the ranges
 * of the configured services and directions.
 *
 * @throws Error if the document has no list, no usable range, too many ranges, or a range that is too wide
 */
export function readFeedDocument(document: unknown, config: IpAllowlistConfig): ReadFeed {
  const { entities } = (document ?? {}) as { entities?: unknown };
  if (!Array.isArray(entities)) throw new Error('the document has no list "entities"');
  const wanted = entities.filter((entity) => isWanted(entity, config));
  const ranges = wanted.flatMap((entity) => readRange((entity as { cidr?: unknown }).cidr));
  const skipped = wanted.length - ranges.length;
  if (ranges.length === 0) throw new Error('no valid range belongs to the configured services and directions');
  if (skipped > ranges.length) throw new Error('most entries are not IP ranges');
  if (ranges.length > MAX_RANGES) throw new Error(`the document has more than ${MAX_RANGES} ranges`);
  const tooWide = ranges.find(([address, bits]) => bits < WIDEST_BITS[address.kind()]);
  if (tooWide) throw new Error(`the range ${tooWide[0].toString()}/${tooWide[1]} is too wide`);
  return { ranges, skipped };
}

function isWanted(entity: unknown, { feedServices, feedDirections }: IpAllowlistConfig): boolean {
  const { service, direction } = (entity ?? {}) as { service?: unknown; direction?: unknown };
  const isOfService = feedServices.length === 0 || feedServices.some((wanted) => isSame(wanted, service));
  return isOfService && feedDirections.some((wanted) => isSame(wanted, direction));
}

const isSame = (wanted: string, found: unknown): boolean =>
  typeof found === 'string' && found.toLowerCase() === wanted.toLowerCase();

function readRange(cidr: unknown): IpRange[] {
  try {
    return [parseIpRange(String(cidr))];
  } catch {
    return [];
  }
}
