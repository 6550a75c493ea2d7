import { networkOf } from './address-network.js';

describe('whom an address stands for', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['', ''],
    ['no address', 'no address'],
  ])('is %p: %p', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is one and the same for all of an IPv6 network, and for no other', () => {
    expect(networkOf('2001:db8:1:2::1')).toBe(networkOf('2001:db8:1:2:ffff:ffff:ffff:ffff'));
    expect(networkOf('2001:db8:1:2::1')).not.toBe(networkOf('2001:db8:1:3::1'));
  });
});
