import { callLimitMs, clientHeaders } from './runtime-context.js';

describe('callLimitMs', () => {
  it.each([
    [15_000, 14_700],
    [1_000, 700],
    [300, 0],
    [12, 0],
  ])('converts %i remaining ms to a limit of %i ms', (remainingMs, limitMs) => {
    expect(callLimitMs({ getRemainingTimeInMillis: () => remainingMs })).toBe(limitMs);
  });

  it.each([
    ['sets no limit', {}],
    ['returns NaN', { getRemainingTimeInMillis: () => NaN }],
  ])('returns Infinity if the runtime %s', (_, context) => {
    expect(callLimitMs(context)).toBe(Infinity);
  });

  it('calls the method on the context, which may be a stateful object', () => {
    class Context {
      private readonly remainingMs = 5_000;

      getRemainingTimeInMillis(): number {
        return this.remainingMs;
      }
    }

    expect(callLimitMs(new Context())).toBe(4_700);
  });
});

describe('clientHeaders', () => {
  it('returns the entries with lower-case names', () => {
    expect(clientHeaders({ clientContext: { 'ININ-Organization-Id': 'o-1', 'x-retries': 3 } })).toEqual({
      'inin-organization-id': 'o-1',
      'x-retries': '3',
    });
  });

  it('omits values other than strings and numbers', () => {
    expect(clientHeaders({ clientContext: { a: null, b: { c: 'd' }, e: ['f'], g: undefined } })).toEqual({});
  });

  it.each([[undefined], [null], ['text'], [7]])('returns no headers for %p', (clientContext) => {
    expect(clientHeaders({ clientContext })).toEqual({});
  });
});
