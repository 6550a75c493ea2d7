import { allowedMs, clientHeaders } from './runtime-context.js';

describe("the runtime's limit", () => {
  it.each([
    [15_000, 14_700],
    [1_000, 700],
    [300, 0],
    [12, 0],
  ])('leaves of %i ms %i for the call', (remainingMs, leftMs) => {
    expect(allowedMs({ getRemainingTimeInMillis: () => remainingMs })).toBe(leftMs);
  });

  it.each([
    ['tells no limit', {}],
    ['tells nonsense', { getRemainingTimeInMillis: () => NaN }],
  ])('is none where the runtime %s', (_, context) => {
    expect(allowedMs(context)).toBe(Infinity);
  });

  it('is asked of the context itself, which may be an object with a state', () => {
    class Context {
      private readonly remainingMs = 5_000;

      getRemainingTimeInMillis(): number {
        return this.remainingMs;
      }
    }

    expect(allowedMs(new Context())).toBe(4_700);
  });
});

describe('the client context', () => {
  it('gives its entries as headers, in lower case', () => {
    expect(clientHeaders({ clientContext: { 'ININ-Organization-Id': 'o-1', 'x-retries': 3 } })).toEqual({
      'inin-organization-id': 'o-1',
      'x-retries': '3',
    });
  });

  it('leaves out what is no text', () => {
    expect(clientHeaders({ clientContext: { a: null, b: { c: 'd' }, e: ['f'], g: undefined } })).toEqual({});
  });

  it.each([[undefined], [null], ['text'], [7]])('is empty where the runtime gives %p', (clientContext) => {
    expect(clientHeaders({ clientContext })).toEqual({});
  });
});
