import { Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { IpRange } from '../../config/values/ip-range.js';
import { IpAllowlistConfig } from './ip-allowlist.config.js';
import { IpRangeFeed } from './ip-range-feed.js';

const MAX_CACHED_RESULTS = 1_000;

/** Result of a check; `unknown` if the address is not in `IP_ALLOWLIST` and the feed has not been loaded yet. */
export type AllowlistResult = 'allowed' | 'rejected' | 'unknown' | 'no address';

/** Checks addresses against `IP_ALLOWLIST` and the feed. Caches results, because the same few addresses call repeatedly. */
@Injectable()
export class IpAllowlist {
  private readonly results = new LRUCache<string, AllowlistResult>({ max: MAX_CACHED_RESULTS });
  private checkedRanges: readonly IpRange[] | undefined;

  constructor(
    private readonly config: IpAllowlistConfig,
    private readonly feed: IpRangeFeed,
  ) {}

  /** Whether only certain addresses may call. */
  get isLimited(): boolean {
    return this.config.allowlist !== undefined || this.feed.freshness !== 'off';
  }

  check(address: string): AllowlistResult {
    if (this.checkedRanges !== this.feed.ranges) this.results.clear();
    this.checkedRanges = this.feed.ranges;
    const known = this.results.get(address);
    if (known !== undefined) return known;
    const result = this.find(address);
    if (result !== 'unknown') this.results.set(address, result);
    return result;
  }

  private find(address: string): AllowlistResult {
    if (!ipaddr.isValid(address)) return 'no address';
    const caller = ipaddr.process(address);
    const ranges = [...(this.config.allowlist ?? []), ...this.feed.ranges];
    const isListed = ranges.some(
      ([range, bits]) => range.kind() === caller.kind() && caller.match([range, bits] as never),
    );
    if (isListed) return 'allowed';
    return this.feed.freshness === 'none' ? 'unknown' : 'rejected';
  }
}
