import ipaddr from 'ipaddr.js';

/**
 * Whom an address stands for where somebody is counted: an IPv4 address for itself, an IPv6 one for its network of 64 bits, as
 * whoever has one of these has 2^64 of them (RFC 6177 §2). What is no address stands for itself.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
