import type { SimulatorResponse } from '../simulator/route.js';

/** An IP range. `service` and `direction` have the values of the platform's SDKs. */
interface IpRange {
  readonly cidr: string;
  readonly service: string;
  readonly region: string;
  readonly direction: 'inbound' | 'outbound' | 'both';
}

const range = (cidr: string, service: string, direction: IpRange['direction']): IpRange => ({
  cidr,
  service,
  region: 'us-east-1',
  direction,
});

/** The sandbox calls from this machine. The other ranges are for documentation (RFC 5737, RFC 3849). */
const RANGES: readonly IpRange[] = [
  range('127.0.0.1/32', 'data-actions', 'outbound'),
  range('192.0.2.0/25', 'data-actions', 'outbound'),
  range('198.51.100.7', 'smtp', 'outbound'),
  range('203.0.113.0/24', 'audiohook', 'both'),
  range('203.0.113.128/25', 'data-actions', 'inbound'),
  range('2001:db8:7::/48', 'data-actions', 'outbound'),
];

/** `GET /api/v2/ipranges`, which needs no permission. */
export const ipRanges = (): SimulatorResponse => ({ status: 200, body: { entities: RANGES } });
