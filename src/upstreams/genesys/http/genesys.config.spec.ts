import { InvalidConfiguration, readConfigs } from '../../../config/variables/read-configs.js';
import { GenesysConfig } from './genesys.config.js';

const configOf = (environment: Record<string, string>): GenesysConfig =>
  readConfigs(environment).get(GenesysConfig) as GenesysConfig;

const addressesOf = (environment: Record<string, string>): [string, string] => {
  const { apiBaseUrl, loginBaseUrl } = configOf(environment);
  return [apiBaseUrl, loginBaseUrl];
};

describe('GenesysConfig', () => {
  it.each([
    [{}, 'https://api.mypurecloud.com', 'https://login.mypurecloud.com'],
    [{ GENESYS_REGION: 'eu-central-1' }, 'https://api.mypurecloud.de', 'https://login.mypurecloud.de'],
    [{ GENESYS_REGION: 'usw2.pure.cloud' }, 'https://api.usw2.pure.cloud', 'https://login.usw2.pure.cloud'],
    [{ GENESYS_ENVIRONMENT: 'mypurecloud.ie' }, 'https://api.mypurecloud.ie', 'https://login.mypurecloud.ie'],
    [{ GENESYS_ENVIRONMENT: 'ap-south-1' }, 'https://api.aps1.pure.cloud', 'https://login.aps1.pure.cloud'],
    [
      { GENESYS_REGION: 'us-east-1', GENESYS_ENVIRONMENT: 'mypurecloud.de' },
      'https://api.mypurecloud.com',
      'https://login.mypurecloud.com',
    ],
    [
      { GENESYS_REGION: 'us-east-1', GENESYS_API_URL: 'http://genesys:8080' },
      'http://genesys:8080',
      'https://login.mypurecloud.com',
    ],
    [
      { GENESYS_REGION: 'eu-west-2', GENESYS_LOGIN_URL: 'https://login.example.com' },
      'https://api.euw2.pure.cloud',
      'https://login.example.com',
    ],
  ])('finds the hosts of %j', (environment, api, login) => {
    expect(addressesOf(environment as Record<string, string>)).toEqual([api, login]);
  });

  it.each(['GENESYS_REGION', 'GENESYS_ENVIRONMENT'])('prevents the start with an unknown region in %s', (variable) => {
    const read = (): unknown => configOf({ [variable]: 'moon-1', GENESYS_CLIENT_SECRET: 'hush' });

    expect(read).toThrow(InvalidConfiguration);
    expect(read).toThrow(`${variable} must be a region of Genesys Cloud or its domain: us-east-1, `);
    expect(read).not.toThrow(/hush|moon/);
  });

  it('prevents the start with an invalid URL', () => {
    expect(() => configOf({ GENESYS_API_URL: 'ftp://genesys' })).toThrow('GENESYS_API_URL must be a URL address');
  });

  it.each([
    [{}, false],
    [{ GENESYS_CLIENT_ID: 'client' }, false],
    [{ GENESYS_CLIENT_SECRET: 'secret' }, false],
    [{ GENESYS_CLIENT_ID: 'client', GENESYS_CLIENT_SECRET: 'secret' }, true],
  ])('can log in with %j: %s', (environment, isConfigured) => {
    expect(configOf(environment as Record<string, string>).isConfigured).toBe(isConfigured);
  });
});
