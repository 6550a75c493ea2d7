import { ownVariables } from './own-variables.js';

describe('ownVariables', () => {
  it('passes the variables of an added upstream to the service', () => {
    expect(ownVariables({ SHOPS_BASE_URL: 'http://127.0.0.1:4000' })).toEqual({
      SHOPS_BASE_URL: 'http://127.0.0.1:4000',
    });
  });

  it('drops the variables of the address, of proxies and of npm', () => {
    const environment = {
      HOST: 'laptop',
      PORT: '80',
      NODE_ENV: 'test',
      https_proxy: 'http://p',
      npm_config_x: '1',
      A: undefined,
    };

    expect(ownVariables(environment)).toEqual({});
  });
});
