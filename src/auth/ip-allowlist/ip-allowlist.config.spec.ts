import { Environment } from '../../config/variables/environment.js';
import { InvalidConfiguration, readConfigs } from '../../config/variables/read-configs.js';
import { IpAllowlistConfig } from './ip-allowlist.config.js';

const rangesIn = (IP_ALLOWLIST: string): string[] | undefined =>
  (readConfigs({ IP_ALLOWLIST }).get(IpAllowlistConfig) as IpAllowlistConfig).allowlist?.map(
    ([address, bits]) => `${address.toString()}/${bits}`,
  );

const feedIn = (environment: Environment): string | undefined =>
  (readConfigs(environment).get(IpAllowlistConfig) as IpAllowlistConfig).feedUrl;

describe('IP_ALLOWLIST_FEED', () => {
  it.each([
    [{ IP_ALLOWLIST_FEED: 'true' }, 'https://api.mypurecloud.com/api/v2/ipranges'],
    [{ IP_ALLOWLIST_FEED: 'true', GENESYS_REGION: 'eu-central-1' }, 'https://api.mypurecloud.de/api/v2/ipranges'],
    [
      { IP_ALLOWLIST_FEED: 'true', GENESYS_ENVIRONMENT: 'usw2.pure.cloud' },
      'https://api.usw2.pure.cloud/api/v2/ipranges',
    ],
    [{ IP_ALLOWLIST_FEED: 'true', GENESYS_API_URL: 'http://genesys:81/' }, 'http://genesys:81/api/v2/ipranges'],
    [{ IP_ALLOWLIST_FEED: 'https://mirror.example/ranges' }, 'https://mirror.example/ranges'],
    [{ IP_ALLOWLIST_FEED: 'false' }, undefined],
    [{}, undefined],
  ])('reads %j', (environment, url) => {
    expect(feedIn(environment)).toBe(url);
  });

  it.each([
    { IP_ALLOWLIST_FEED: 'yes' },
    { IP_ALLOWLIST_FEED: 'ftp://mirror' },
    { IP_ALLOWLIST_FEED: 'true', GENESYS_REGION: 'nowhere' },
    { IP_ALLOWLIST_FEED_DIRECTIONS: 'sideways' },
    { IP_ALLOWLIST_FEED_DIRECTIONS: ',' },
    { IP_ALLOWLIST_FEED_SECONDS: '0' },
  ])('rejects %j', (environment) => {
    expect(() => feedIn(environment)).toThrow(InvalidConfiguration);
  });
});

describe('IP_ALLOWLIST', () => {
  it.each([
    ['10.0.0.0/8', ['10.0.0.0/8']],
    ['10.0.0.1', ['10.0.0.1/32']],
    ['::1, 2001:db8::/32', ['::1/128', '2001:db8::/32']],
    ['', undefined],
  ])('accepts "%s"', (text, ranges) => {
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
    ' ',
    ' , ',
    '\n',
  ])('rejects %s', (text) => {
    expect(() => rangesIn(text)).toThrow(InvalidConfiguration);
  });

  it('is unset if it is empty', () => {
    expect(rangesIn('')).toBeUndefined();
  });
});
