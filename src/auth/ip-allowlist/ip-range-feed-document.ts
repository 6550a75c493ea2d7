import { IpRange, parseIpRange } from '../../config/values/ip-range.js';
import { IpAllowlistConfig } from './ip-allowlist.config.js';

/** More than any provider publishes. Each new address is compared with all ranges. */
const MAX_RANGES = 5_000;

/** A wider range covers much of the internet and is certainly wrong. */
const WIDEST_BITS = { ipv4: 8, ipv6: 19 };

export interface ReadFeed {
  readonly ranges: readonly IpRange[];
  /** Number of invalid entries. */
  readonly skipped: number;
}

/**
 * Parses the response of `/api/v2/ipranges`: `{entities: [{cidr, service, region, direction}]}`. Keeps the configured
 * services and directions.
 *
 * @throws Error if it is not a list, has no usable range, too many or a too wide one
 */
export function readFeedDocument(document: unknown, config: IpAllowlistConfig): ReadFeed {
  const { entities } = (document ?? {}) as { entities?: unknown };
  if (!Array.isArray(entities)) throw new Error('it holds no list of "entities"');
  const wanted = entities.filter((entity) => isWanted(entity, config));
  const ranges = wanted.flatMap((entity) => readRange((entity as { cidr?: unknown }).cidr));
  const skipped = wanted.length - ranges.length;
  if (ranges.length === 0) throw new Error('no address in it is of a service and a direction that count');
  if (skipped > ranges.length) throw new Error('most of its entries are no addresses');
  if (ranges.length > MAX_RANGES) throw new Error(`it holds more than ${MAX_RANGES} ranges`);
  const tooWide = ranges.find(([address, bits]) => bits < WIDEST_BITS[address.kind()]);
  if (tooWide) throw new Error(`it holds ${tooWide[0].toString()}/${tooWide[1]}, which is too wide to be true`);
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
