import { AddressRange, readAddressRange } from '../config/address-range.js';
import { Env, list } from '../config/env.decorator.js';

export class AddressConfig {
  /** The addresses that may call, as CIDRs; unset: any. */
  @Env('IP_ALLOWLIST', readRanges)
  readonly allowlist?: readonly AddressRange[];
}

function readRanges(text: string): AddressRange[] {
  try {
    return list(text).map(readAddressRange);
  } catch {
    throw new Error('must be a list of CIDRs');
  }
}
