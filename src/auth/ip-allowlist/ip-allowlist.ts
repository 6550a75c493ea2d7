import { Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { IpRange } from '../../config/values/ip-range.js';
import { IpAllowlistConfig } from './ip-allowlist.config.js';
import { IpRangeFeed } from './ip-range-feed.js';

const MAX_REMEMBERED = 1_000;

/** Result for an address; `unknown` until the feed is read for the first time. */
export type AllowlistVerdict = 'allowed' | 'refused' | 'unknown' | 'no address';

/** Checks addresses against `IP_ALLOWLIST` and the feed. Caches results, because the same few addresses call repeatedly. */
@Injectable()
export class IpAllowlist {
  private readonly verdicts = new LRUCache<string, AllowlistVerdict>({ max: MAX_REMEMBERED });
  private judgedBy: readonly IpRange[] | undefined;

  constructor(
    private readonly config: IpAllowlistConfig,
    private readonly feed: IpRangeFeed,
  ) {}

  /** False if any address may call. */
  get isLimited(): boolean {
    return this.config.allowlist !== undefined || this.feed.freshness !== 'off';
  }

  judge(address: string): AllowlistVerdict {
    if (this.judgedBy !== this.feed.ranges) this.verdicts.clear();
    this.judgedBy = this.feed.ranges;
    const known = this.verdicts.get(address);
    if (known !== undefined) return known;
    const verdict = this.find(address);
    if (verdict !== 'unknown') this.verdicts.set(address, verdict);
    return verdict;
  }

  private find(address: string): AllowlistVerdict {
    if (!ipaddr.isValid(address)) return 'no address';
    const caller = ipaddr.process(address);
    const ranges = [...(this.config.allowlist ?? []), ...this.feed.ranges];
    const isListed = ranges.some(
      ([range, bits]) => range.kind() === caller.kind() && caller.match([range, bits] as never),
    );
    if (isListed) return 'allowed';
    return this.feed.freshness === 'none' ? 'unknown' : 'refused';
  }
}
