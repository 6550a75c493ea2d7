import { requestTarget } from './request-target.js';

describe('requestTarget', () => {
  it.each([
    [['orders', 'o-1'], '/orders/o-1'],
    [['orders', 'a/b'], '/orders/a%2Fb'],
    [['orders', 'a?b'], '/orders/a%3Fb'],
    [['orders', 'a#b'], '/orders/a%23b'],
    [['orders', '%2e%2e'], '/orders/%252e%252e'],
    [['orders', 'a\\..\\b'], '/orders/a%5C..%5Cb'],
    [['orders', 'a\r\nHost: x'], '/orders/a%0D%0AHost%3A%20x'],
    [['orders', 'a\0b'], '/orders/a%00b'],
    [['orders', '...', '吳'], '/orders/.../%E5%90%B3'],
  ])('encodes %j as %s', (segments, target) => {
    expect(requestTarget(segments)).toBe(target);
  });

  it.each(['', '.', '..', '\ud83d'])('rejects the segment %j as invalid input', (segment) => {
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
