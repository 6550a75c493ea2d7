import { networkOf } from './ip-network.js';

describe('networkOf', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['', ''],
    ['no address', 'no address'],
  ])('maps %p to %p', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('returns the same network for all addresses of an IPv6 /64, and another one for the next /64', () => {
    expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:db8:1:2:ffff:ffff:ffff:ffff'));
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'));
  });
});
