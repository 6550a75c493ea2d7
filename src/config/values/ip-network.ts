import ipaddr from 'ipaddr.js';

/**
 * Returns the network that counts as one client for limits: the address itself for IPv4, the /64 for IPv6. One IPv6 client
 * can use all addresses of its /64 (RFC 6177 §2). Text that is not an IP address is returned unchanged.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
