import { readProxyBypass } from './proxy-bypass.js';

describe('NO_PROXY', () => {
  it.each([
    ['example.com', 'example.com', 443, true],
    ['example.com', 'crm.example.com', 443, true],
    ['example.com', 'myexample.com', 443, false],
    ['.example.com', 'crm.example.com', 443, true],
    ['*.example.com', 'crm.example.com', 443, true],
    ['Example.COM', 'CRM.example.com', 443, true],
    ['example.com:8443', 'example.com', 8_443, true],
    ['example.com:8443', 'example.com', 443, false],
    ['a.example, b.example c.example', 'c.example', 80, true],
    ['*', 'anything', 80, true],
    ['localhost', 'localhost', 80, true],
    ['10.0.0.0/8', '10.1.2.3', 80, true],
    ['10.0.0.0/8', '11.1.2.3', 80, false],
    ['10.0.0.0/8', 'ten.example', 80, false],
    ['10.0.0.1', '10.0.0.1', 80, true],
    ['10.0.0.1', '10.0.0.10', 80, false],
    ['10.0.0.1:80', '10.0.0.1', 81, false],
    ['::1', '::1', 80, true],
    ['[::1]:80', '0:0:0:0:0:0:0:1', 80, true],
    ['[::1]:80', '::1', 81, false],
    ['fd00::/8', 'fd12::1', 80, true],
    ['', 'example.com', 443, false],
  ])('%j for %s:%i: %s', (text, host, port, isDirect) => {
    expect(readProxyBypass(text)(host, port)).toBe(isDirect);
  });

  it.each(['10.0.0.0/33', 'http://example.com', 'exa mple.com/', '::::', 'a:b:c', 'host:x'])(
    'is rejected with a message that names the invalid entry %s',
    (member) => {
      const [wrong = ''] = member.split(' ').filter((part) => part.includes('/') || part.includes(':'));

      expect(() => readProxyBypass(`good.example,${member}`)).toThrow(`: \`${wrong}\` is not a host name`);
    },
  );
});
