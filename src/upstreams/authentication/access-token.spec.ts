import { AccessToken } from './access-token.js';

const NOW_MS = 5_000;

const read = (body: unknown): AccessToken | undefined => AccessToken.read(body, NOW_MS);

describe('AccessToken', () => {
  it('is fresh until 60 s before its expiry', () => {
    const token = read({ access_token: 'abc', token_type: 'bearer', expires_in: 86_400 });

    expect(token?.value).toBe('abc');
    expect(token?.isFresh(86_344_999)).toBe(true);
    expect(token?.isFresh(86_345_000)).toBe(false);
    expect(token?.isAlive(86_404_999)).toBe(true);
    expect(token?.isAlive(86_405_000)).toBe(false);
  });

  it.each([
    [62, 6_999, 7_000],
    [60, 34_999, 35_000],
    [5, 7_499, 7_500],
    [1, 5_499, 5_500],
  ])('with a lifetime of %d s is fresh at %d ms but not at %d ms', (expires_in, lastMs, overMs) => {
    const token = read({ access_token: 'abc', expires_in });

    expect(token?.isFresh(lastMs)).toBe(true);
    expect(token?.isFresh(overMs)).toBe(false);
  });

  it('is never fresh with a lifetime of zero', () => {
    expect(read({ access_token: 'abc', expires_in: 0 })?.isFresh(NOW_MS)).toBe(false);
  });

  it('has a lifetime of five minutes if the response has no expires_in', () => {
    const token = read({ access_token: 'abc' });

    expect(token?.isFresh(244_999)).toBe(true);
    expect(token?.isFresh(245_000)).toBe(false);
  });

  it('accepts a lifetime that is a string', () => {
    expect(read({ access_token: 'abc', expires_in: '300' })?.isFresh(244_999)).toBe(true);
  });

  it.each([
    [null],
    ['abc'],
    [[]],
    [{}],
    [{ access_token: '' }],
    [{ access_token: 42 }],
    [{ access_token: 'a b' }],
    [{ access_token: 'a\r\nX-Injected: 1' }],
    [{ access_token: 'abc', expires_in: 'soon' }],
    [{ access_token: 'abc', expires_in: -1 }],
  ])('finds no token in %j', (body) => {
    expect(read(body)).toBeUndefined();
  });
});
