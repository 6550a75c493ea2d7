import { InvalidConfiguration, readConfigs } from '../config/read-configs.js';
import { AddressConfig } from './address.config.js';

const rangesIn = (IP_ALLOWLIST: string): string[] | undefined =>
  (readConfigs({ IP_ALLOWLIST }).get(AddressConfig) as AddressConfig).allowlist?.map(
    ([address, bits]) => `${address.toString()}/${bits}`,
  );

describe('IP_ALLOWLIST', () => {
  it.each([
    ['10.0.0.0/8', ['10.0.0.0/8']],
    ['10.0.0.1', ['10.0.0.1/32']],
    ['::1, 2001:db8::/32', ['::1/128', '2001:db8::/32']],
    ['', undefined],
  ])('may be "%s"', (text, ranges) => {
    expect(rangesIn(text)).toEqual(ranges);
  });

  it.each([
    '10.0.0.0/33',
    'localhost',
    '10.0.0.0-10.0.0.9',
    '10.0.0.0/',
    '10.0.0.0/8,x',
    '2001:db8::/129',
    '10.0/16',
    '10',
  ])('may not be %s', (text) => {
    expect(() => rangesIn(text)).toThrow(InvalidConfiguration);
  });
});
