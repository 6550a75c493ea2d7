import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address that hosted actions may not call. */
export class PrivateAddress extends Error {
  constructor(host: string, address: string) {
    const what = host === address ? `${host} is` : `${host} resolves to ${address},`;
    super(`${what} a private address: add ${host} to DATA_ACTIONS_PRIVATE_HOSTS if the action may call it`);
    this.name = 'PrivateAddress';
  }
}

/**
 * Returns whether an address is not public: private, loopback, link-local, shared, multicast or reserved. An IPv6 address
 * that contains an IPv4 address is checked as that IPv4 address. Text that is not an IP address is not private.
 */
export function isPrivateAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  const embedded = address instanceof ipaddr.IPv6 ? embeddedIPv4(address) : undefined;
  return address.range() !== 'unicast' && (embedded === undefined || embedded.range() !== 'unicast');
}

/** Returns the IPv4 address in a NAT64 address (RFC 6052). Networks without IPv4 use such addresses for public hosts. */
function embeddedIPv4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (address.range() !== 'rfc6052' || address.parts.slice(2, 6).some((part) => part !== 0)) return undefined;
  const [high = 0, low = 0] = address.parts.slice(6);
  return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
}

/**
 * Resolves a host like the system, and fails if one of its addresses is private. It runs as part of each connect, so an
 * attacker cannot change the address between a check and the connect (DNS rebinding).
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses = error ? [] : found;
    const wrong = addresses.find(({ address }) => isPrivateAddress(address));
    const failure = error ?? (wrong && new PrivateAddress(hostname, wrong.address));
    const [first] = addresses;
    if (failure || first === undefined) callback(failure ?? new Error(`${hostname} has no address`), '');
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
