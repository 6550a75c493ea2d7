import { IncomingMessage } from 'node:http';
import { bearerToken } from './bearer-token.js';

const read = (authorization?: string): string =>
  bearerToken({ headers: authorization === undefined ? {} : { authorization } } as IncomingMessage);

describe('the bearer token of a request', () => {
  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER   a.b.c'])('is read from "%s"', (header) => {
    expect(read(header)).toBe('a.b.c');
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer   ',
    'Basic YTpi',
    'Bearera.b.c',
    ' Bearer a.b.c',
    'Bearer\ta.b.c',
    'a.b.c',
  ])('is missing in %j', (header) => {
    expect(() => read(header)).toThrow('A bearer token is required');
  });
});
