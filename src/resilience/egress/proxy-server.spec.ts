import { readConfigs } from '../../config/variables/read-configs.js';
import { proxyFor, ProxyConfig } from './proxy.config.js';
import { describeProxy, readProxyServer } from './proxy-server.js';

const configOf = (environment: Record<string, string>): ProxyConfig =>
  readConfigs({ AUTH_AUDIENCE: 'a', AUTH_JWKS_URL: 'http://issuer/jwks', ...environment }).get(
    ProxyConfig,
  ) as ProxyConfig;

describe('The URL of a proxy', () => {
  it.each([
    ['http://proxy.example:3128', { host: 'proxy.example', port: 3_128, isSecure: false }],
    ['proxy.example:3128/', { host: 'proxy.example', port: 3_128, isSecure: false }],
    ['https://proxy.example', { host: 'proxy.example', port: 443, isSecure: true }],
    ['http://[::1]:8080', { host: '::1', port: 8_080, isSecure: false }],
    [
      'http://ada:p%40ss%3a@proxy',
      {
        host: 'proxy',
        port: 80,
        isSecure: false,
        authorization: `Basic ${Buffer.from('ada:p@ss:').toString('base64')}`,
      },
    ],
  ])('is read from %s', (text, proxy) => {
    expect(readProxyServer(text)).toEqual(proxy);
  });

  it.each(['socks5://proxy:1080', 'http://proxy/path', 'ftp://proxy', 'http://a b', 'http://ada:%E0@proxy'])(
    'is rejected with a message that does not repeat it: %s',
    (text) => {
      expect(() => readProxyServer(text)).toThrow(/^must /);
      expect(() => readProxyServer(text)).not.toThrow(text);
    },
  );

  it('is described without credentials', () => {
    expect(describeProxy(readProxyServer('http://ada:secret@[::1]:8080'))).toBe('[::1]:8080');
  });
});

describe('The proxy for a URL', () => {
  const secure = { isSecure: true, host: 'crm.example', port: 443 };
  const plain = { isSecure: false, host: 'crm.example', port: 80 };

  it('is HTTPS_PROXY for https and HTTP_PROXY for http', () => {
    const config = configOf({ HTTPS_PROXY: 'http://one', HTTP_PROXY: 'http://two' });

    expect([proxyFor(config, secure)?.host, proxyFor(config, plain)?.host]).toEqual(['one', 'two']);
  });

  it('is also read from a lower-case variable, and the upper-case variable has precedence', () => {
    const config = configOf({ https_proxy: 'http://lower', http_proxy: 'http://lower', HTTP_PROXY: 'http://upper' });

    expect([proxyFor(config, secure)?.host, proxyFor(config, plain)?.host]).toEqual(['lower', 'upper']);
  });

  it('is not used for a host in NO_PROXY', () => {
    const config = configOf({ HTTPS_PROXY: 'http://one', no_proxy: '.example' });

    expect(proxyFor(config, secure)).toBeUndefined();
    expect(proxyFor(config, { ...secure, host: 'crm.other' })?.host).toBe('one');
  });

  it('prevents the start if it is invalid', () => {
    expect(() => configOf({ HTTPS_PROXY: 'socks5://ada:secret@one', NO_PROXY: 'a,b/c' })).toThrow(
      'Invalid configuration:\n' +
        '  HTTPS_PROXY must be the URL of a proxy, for example http://proxy.example.com:3128\n' +
        '  NO_PROXY: `b/c` is not a host name, an IP address or a CIDR range (for example .example.com or 10.0.0.0/8)',
    );
  });
});
