import { isIP } from 'node:net';
import { NextFunction, Request, Response } from 'express';
import ipaddr from 'ipaddr.js';
import { IpRange } from '../../config/values/ip-range.js';

/** Trusted proxies: a number of hops, or address ranges. `X-Forwarded-For` is used only behind a trusted proxy. */
export type TrustedProxies = number | readonly IpRange[];

/**
 * Sets `request.ip` to the caller's address behind trusted proxies. Only addresses in full notation are accepted, because
 * parsers read other forms, such as `012.1.2.3` and `fe80::1%eth0`, as different addresses.
 */
export function clientAddress(proxies: TrustedProxies) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const { remoteAddress = '' } = request.socket;
    const header = request.headers['x-forwarded-for'];
    const value = addressBehind(proxies, remoteAddress, typeof header === 'string' ? header : undefined);
    Object.defineProperty(request, 'ip', { value, configurable: true, enumerable: true });
    next();
  };
}

/**
 * @param forwardedFor `X-Forwarded-For`: each proxy appends the address of its client
 * @returns the caller's address; '' if the entry of the caller is not an address
 */
export function addressBehind(
  proxies: TrustedProxies,
  remoteAddress: string,
  forwardedFor: string | undefined,
): string {
  if (forwardedFor === undefined) return remoteAddress;
  const nearestFirst = forwardedFor
    .split(',')
    .map((entry) => entry.trim())
    .reverse();
  return typeof proxies === 'number'
    ? behindHops(proxies, remoteAddress, nearestFirst)
    : behindRanges(proxies, remoteAddress, nearestFirst);
}

/**
 * Returns the address behind a number of hops. If there are fewer entries than hops, the request has bypassed a proxy, and
 * the caller may have written the farthest entry, so no entry is used.
 */
function behindHops(hops: number, remoteAddress: string, nearestFirst: readonly string[]): string {
  if (hops === 0 || nearestFirst.length < hops) return remoteAddress;
  const address = nearestFirst[hops - 1] ?? '';
  return isWrittenInFull(address) ? address : '';
}

function behindRanges(ranges: readonly IpRange[], remoteAddress: string, nearestFirst: readonly string[]): string {
  let address = remoteAddress;
  for (const entry of nearestFirst) {
    if (!isIn(ranges, address)) return address;
    if (!isWrittenInFull(entry)) return '';
    address = entry;
  }
  return address;
}

const isWrittenInFull = (address: string): boolean => isIP(address) !== 0 && !address.includes('%');

function isIn(ranges: readonly IpRange[], address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match([range, bits] as never));
}
