import { parseCIDR } from 'ipaddr.js';
import { Env, list } from '../config/env.decorator.js';

export type AddressRange = ReturnType<typeof parseCIDR>;

export class AddressConfig {
  /** The addresses that may call, as CIDRs; unset: any. */
  @Env('IP_ALLOWLIST', (text) => list(text).map(readRange))
  readonly allowlist?: readonly AddressRange[];
}

function readRange(text: string): AddressRange {
  try {
    return parseCIDR(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
  } catch {
    throw new Error(`holds no address range: ${text}`);
  }
}
