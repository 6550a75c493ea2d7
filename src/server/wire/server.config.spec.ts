import { readConfigs } from '../../config/variables/read-configs.js';
import { ServerConfig } from './server.config.js';

function proxiesIn(TRUST_PROXY: string): unknown {
  const { trustProxy } = readConfigs({ TRUST_PROXY }).get(ServerConfig) as ServerConfig;
  return typeof trustProxy === 'object'
    ? trustProxy.map(([address, bits]) => `${address.toString()}/${bits}`)
    : trustProxy;
}

describe('TRUST_PROXY', () => {
  it.each([
    ['', undefined],
    ['0', 0],
    ['1', 1],
    ['2', 2],
    ['10.0.0.1', ['10.0.0.1/32']],
    ['10.0.0.0/8, 2001:db8::/32', ['10.0.0.0/8', '2001:db8::/32']],
    ['::1', ['::1/128']],
  ])('accepts "%s"', (text, value) => {
    expect(proxiesIn(text)).toEqual(value);
  });

  it.each(['true', 'loopback', '-1', '1.5', '10.0.0.0/33', '10.0.0.0/8;::1', 'proxy.example', '1000'])(
    'rejects %s',
    (text) => {
      expect(() => proxiesIn(text)).toThrow(
        /TRUST_PROXY: `[^`]+` is neither a number of hops nor a CIDR range \(for example 10\.0\.0\.0\/8\)/,
      );
    },
  );
});
