import { requestTarget } from './request-target.js';

describe('requestTarget', () => {
  it.each([
    [['orders', 'o-1'], '/orders/o-1'],
    [['orders', 'a/b'], '/orders/a%2Fb'],
    [['orders', 'a?b'], '/orders/a%3Fb'],
    [['orders', 'a#b'], '/orders/a%23b'],
    [['orders', 'a\\b'], '/orders/a%5Cb'],
    [['orders', 'a;b'], '/orders/a%3Bb'],
    [['orders', '%2f', '%41', '%'], '/orders/%252f/%2541/%25'],
    [['orders', '...', '..a', 'a..', '吳', 'ÀÁ'], '/orders/.../..a/a../%E5%90%B3/%C3%80%C3%81'],
  ])('encodes %j as %s', (segments, target) => {
    expect(requestTarget(segments)).toBe(target);
  });

  it.each([
    ...[
      '',
      '.',
      '..',
      '\ud83d',
      'a\udc00',
      '%2e%2e',
      '%2E.',
      '.%2e',
      '%2e',
      '%252e%252e',
      '../a',
      'a/..',
      'a\\..\\b',
      '..;a',
      '..%2fa',
    ],
    ...['a\r\nHost: x', '\n', 'a\0b', '%00', '%0d%0a', '\u007f', '%c0%ae%c0%ae'],
  ])('rejects the segment %j as invalid input', (segment) => {
    expect(() => requestTarget(['orders', segment, 'items'])).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }) as Error,
    );
  });

  it.each([
    [{ id: 'a b', none: undefined }, '?id=a+b'],
    [{ id: ['1', '2'], q: '' }, '?id=1&id=2&q='],
    [{ id: [] }, ''],
    [{ 'a&b': '=' }, '?a%26b=%3D'],
  ])('writes the query %j as %j', (query, text) => {
    expect(requestTarget(['x'], query)).toBe(`/x${text}`);
  });
});
