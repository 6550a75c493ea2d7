import { isIP } from 'node:net';
import { parseCIDR } from 'ipaddr.js';

export type IpRange = ReturnType<typeof parseCIDR>;

/**
 * Parses an IP address or a CIDR range (RFC 4632 §3.1). Rejects abbreviated addresses (`10.1`), because parsers disagree
 * about them.
 *
 * @throws Error if the text is neither
 */
export function parseIpRange(text: string): IpRange {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (version === 0) throw new Error('not an IP address');
  return parseCIDR(bits === undefined ? `${address}/${version === 4 ? 32 : 128}` : text);
}

/**
 * Parses several addresses and ranges.
 *
 * @throws Error that names the wrong member; its message is appended to the name of the variable
 */
export const parseIpRanges = (members: readonly string[], fault = 'is not an IP address or a CIDR range'): IpRange[] =>
  members.map((member) => {
    try {
      return parseIpRange(member);
    } catch {
      throw new Error(`: \`${member}\` ${fault} (for example 10.0.0.0/8)`);
    }
  });
