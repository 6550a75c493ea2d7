import { parseIpRange } from '../../config/values/ip-range.js';
import { addressBehind } from './client-address.middleware.js';

const PROXY = '192.0.2.1';
const RANGES = ['192.0.2.0/24', '2001:db8::/32'].map(parseIpRange);

describe('addressBehind', () => {
  it.each([
    [0, '10.1.2.3', PROXY],
    [1, undefined, PROXY],
    [1, '10.1.2.3', '10.1.2.3'],
    [1, '203.0.113.9, 10.1.2.3', '10.1.2.3'],
    [2, '10.1.2.3, 203.0.113.9', '10.1.2.3'],
    [2, '10.1.2.3', PROXY],
    [999, '10.1.2.3', PROXY],
    [1, '', ''],
  ])('with %j hops and the header %j returns %s', (hops, forwardedFor, address) => {
    expect(addressBehind(hops, PROXY, forwardedFor)).toBe(address);
  });

  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['10.1.2.3, 192.0.2.7', '10.1.2.3'],
    ['203.0.113.9, 10.1.2.3, 192.0.2.7', '10.1.2.3'],
    ['10.1.2.3, nonsense', ''],
    ['192.0.2.9, 192.0.2.8', '192.0.2.9'],
    [undefined, PROXY],
  ])('with trusted ranges and the header %j returns %s', (forwardedFor, address) => {
    expect(addressBehind(RANGES, PROXY, forwardedFor)).toBe(address);
  });

  it('returns the address of the connection if its proxy is not trusted', () => {
    expect(addressBehind(RANGES, '198.51.100.1', '10.1.2.3')).toBe('198.51.100.1');
  });

  it.each([
    '012.1.2.3',
    '0xa.1.2.3',
    '10.1.2',
    '167837955',
    '10.1.2.3:80',
    'fe80::1%eth0',
    '[::1]',
    'unknown',
    '١.1.2.3',
  ])('returns an empty string for the malformed address %s', (forwardedFor) => {
    expect(addressBehind(1, PROXY, forwardedFor)).toBe('');
    expect(addressBehind(RANGES, PROXY, forwardedFor)).toBe('');
  });
});
