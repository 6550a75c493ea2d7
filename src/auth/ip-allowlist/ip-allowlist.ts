import { Injectable } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { AddressRange } from '../../config/address-range.js';
import { AddressConfig } from './ip-allowlist.config.js';
import { AddressFeed } from './ip-range-feed.js';

const MAX_REMEMBERED = 1_000;

/** What is said of an address; `unknown` while the feed that may list it has not been read yet. */
export type AddressVerdict = 'allowed' | 'refused' | 'unknown' | 'no address';

/** Judges addresses by `IP_ALLOWLIST` and the feed together, and remembers the verdicts: the same few call again and again. */
@Injectable()
export class AllowedAddresses {
  private readonly verdicts = new LRUCache<string, AddressVerdict>({ max: MAX_REMEMBERED });
  private judgedBy: readonly AddressRange[] | undefined;

  constructor(
    private readonly config: AddressConfig,
    private readonly feed: AddressFeed,
  ) {}

  /** False where any address may call. */
  get isLimited(): boolean {
    return this.config.allowlist !== undefined || this.feed.freshness !== 'off';
  }

  judge(address: string): AddressVerdict {
    if (this.judgedBy !== this.feed.ranges) this.verdicts.clear();
    this.judgedBy = this.feed.ranges;
    const known = this.verdicts.get(address);
    if (known !== undefined) return known;
    const verdict = this.find(address);
    if (verdict !== 'unknown') this.verdicts.set(address, verdict);
    return verdict;
  }

  private find(address: string): AddressVerdict {
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
