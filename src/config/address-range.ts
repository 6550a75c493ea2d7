import { isIP } from 'node:net';
import { parseCIDR } from 'ipaddr.js';

export type AddressRange = ReturnType<typeof parseCIDR>;

/**
 * Reads an address or a CIDR (RFC 4632 §3.1) that is written in full; abbreviated, it would mean another address than its
 * writer thinks.
 *
 * @throws Error for anything else
 */
export function readAddressRange(text: string): AddressRange {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (version === 0) throw new Error('no address');
  return parseCIDR(bits === undefined ? `${address}/${version === 4 ? 32 : 128}` : text);
}
