import { localUrl } from './local-url.js';

describe('localUrl', () => {
  it.each([
    ['0.0.0.0', false, 'http://localhost:3000'],
    ['::', false, 'http://localhost:3000'],
    ['127.0.0.1', false, 'http://127.0.0.1:3000'],
    ['::1', true, 'https://[::1]:3000'],
    ['backend.internal', true, 'https://backend.internal:3000'],
  ])('for HOST %s and TLS %s returns %s', (host, isOverTls, url) => {
    expect(localUrl({ host, port: 3_000 }, isOverTls)).toBe(url);
  });
});
