import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { parseIpRange, IpRange } from '../../config/values/ip-range.js';

/** Returns whether requests to a host and port bypass the proxies. */
export type ProxyBypass = (host: string, port: number) => boolean;

/**
 * Parses `NO_PROXY`, a list separated by commas or blanks: host names (including their subdomains) and IP addresses, each
 * with an optional port; CIDR ranges; `*` for everything.
 *
 * @throws Error for an invalid entry. The config loader prints the message directly after the name of the variable
 */
export function readProxyBypass(text: string): ProxyBypass {
  const rules = text
    .split(/[,\s]+/)
    .filter((member) => member !== '')
    .map(readRule);
  return (host, port) => rules.some((matches) => matches(host.toLowerCase(), port));
}

function readRule(member: string): ProxyBypass {
  if (member === '*') return () => true;
  if (member.includes('/')) return rangeRule(member);
  const { host, port } = splitPort(member.toLowerCase());
  const isPort = (actual: number): boolean => port === undefined || port === actual;
  if (isIP(host) !== 0) {
    const address = ipaddr.process(host).toNormalizedString();
    return (actual, at) => isIP(actual) !== 0 && ipaddr.process(actual).toNormalizedString() === address && isPort(at);
  }
  const name = host.replace(/^\*?\./, '');
  if (!/^[\w-]+(\.[\w-]+)*$/.test(name)) throw unusable(member);
  return (actual, at) => (actual === name || actual.endsWith(`.${name}`)) && isPort(at);
}

function rangeRule(member: string): ProxyBypass {
  let range: IpRange;
  try {
    range = parseIpRange(member);
  } catch {
    throw unusable(member);
  }
  return (actual) => {
    if (isIP(actual) === 0) return false;
    const address = ipaddr.process(actual);
    return address.kind() === range[0].kind() && address.match(range);
  };
}

/** Splits `host`, `host:port`, `[IPv6]`, `[IPv6]:port` or an IPv6 address without brackets. */
function splitPort(member: string): { host: string; port?: number } {
  if (isIP(member) === 6) return { host: member };
  const [, bracketed, name, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(member) ?? [];
  const host = bracketed ?? name;
  if (host === undefined || host === '') throw unusable(member);
  return { host, ...(port !== undefined && { port: Number(port) }) };
}

/** The message begins with a colon, because it is printed directly after the name of the variable: `NO_PROXY: …`. */
const unusable = (member: string): Error =>
  new Error(
    `: \`${member}\` is not a host name, an IP address or a CIDR range (for example .example.com or 10.0.0.0/8)`,
  );
