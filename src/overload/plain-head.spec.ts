import { readPlainHead } from './plain-head.js';

const read = (headers: Readonly<Record<string, string>>, ...more: string[]) =>
  readPlainHead([...Object.entries({ Host: 'service.test:3000', ...headers }).flat(), ...more]);

describe('readPlainHead', () => {
  it('returns the headers that a rejection needs, in any letter case', () => {
    expect(read({ 'ININ-Correlation-Id': 'call-7', 'X-FAILURE-STYLE': 'in-body', 'Content-Length': '65536' })).toEqual({
      correlationId: 'call-7',
      failureStyle: 'in-body',
    });
    expect(read({})).toEqual({ correlationId: undefined, failureStyle: undefined });
  });

  it.each([
    ['a body over 64 KB', { 'Content-Length': '65537' }],
    ['a length that is not a number', { 'Content-Length': 'x' }],
    ['a chunked body', { 'Transfer-Encoding': 'chunked' }],
    ['an expectation', { Expect: '100-continue' }],
    ['an upgrade', { Upgrade: 'websocket' }],
    ['an empty host', { Host: '' }],
    ['an invalid host', { Host: 'a/b' }],
  ])('returns nothing for %s', (_, headers) => {
    expect(read(headers)).toBeUndefined();
  });

  it.each(['host', 'Authorization', 'content-type', 'Content-Length', 'idempotency-key', 'x-failure-style'])(
    'returns nothing for a repeated %s',
    (name) => {
      expect(read({}, name, '1', name.toUpperCase(), '1')).toBeUndefined();
    },
  );

  it('returns nothing without a host, and for more than 50 headers', () => {
    expect(readPlainHead(['Accept', '*/*'])).toBeUndefined();
    expect(read({}, ...Array.from({ length: 51 }, (_, index) => [`x-${index}`, '1']).flat())).toBeUndefined();
  });
});
