import { GENESYS_REGIONS, readRegion } from './genesys-regions.js';

describe('Genesys Cloud regions', () => {
  it.each([
    ['us-east-1', 'mypurecloud.com'],
    ['us-east-2', 'use2.us-gov-pure.cloud'],
    ['us-west-2', 'usw2.pure.cloud'],
    ['ca-central-1', 'cac1.pure.cloud'],
    ['mx-central-1', 'mxc1.pure.cloud'],
    ['sa-east-1', 'sae1.pure.cloud'],
    ['eu-west-1', 'mypurecloud.ie'],
    ['eu-west-2', 'euw2.pure.cloud'],
    ['eu-central-1', 'mypurecloud.de'],
    ['eu-central-2', 'euc2.pure.cloud'],
    ['eusc-de-east-1', 'edee1.eusc-pure.cloud'],
    ['me-central-1', 'mec1.pure.cloud'],
    ['ap-south-1', 'aps1.pure.cloud'],
    ['ap-southeast-1', 'apse1.pure.cloud'],
    ['ap-southeast-2', 'mypurecloud.com.au'],
    ['ap-northeast-1', 'mypurecloud.jp'],
    ['ap-northeast-2', 'apne2.pure.cloud'],
    ['ap-northeast-3', 'apne3.pure.cloud'],
  ] as const)('finds %s by its name and by its domain %s', (name, domain) => {
    expect(readRegion(name)).toBe(name);
    expect(readRegion(domain)).toBe(name);
    expect(GENESYS_REGIONS[name]).toBe(domain);
  });

  it('lists 18 regions', () => {
    expect(Object.keys(GENESYS_REGIONS)).toHaveLength(18);
  });

  it('ignores case', () => {
    expect(readRegion('EU-Central-1')).toBe('eu-central-1');
    expect(readRegion('MyPureCloud.de')).toBe('eu-central-1');
  });

  it.each(['eu-central-9', 'api.mypurecloud.com', 'https://login.mypurecloud.com', 'toString', ' ', 'mypurecloud'])(
    'rejects %s and lists the regions',
    (text) => {
      expect(() => readRegion(text)).toThrow(
        /^must be a region of Genesys Cloud or its domain: us-east-1, us-east-2, /,
      );
    },
  );

  it('omits the value from the message', () => {
    expect(() => readRegion('a-secret-in-the-wrong-place')).toThrow(/^(?!.*secret)/);
  });
});
