import { describeError } from './describe-error.js';

describe('an error in the log', () => {
  it('says what it is and where it comes from', () => {
    const error = new TypeError('no such thing');

    expect(describeError(error)).toEqual({ type: 'TypeError', message: 'no such thing', stack: error.stack });
  });

  it('says the same of its causes', () => {
    const error = new Error('outer', { cause: new RangeError('inner', { cause: 'a text' }) });

    expect(describeError(error)).toMatchObject({
      message: 'outer',
      cause: { type: 'RangeError', message: 'inner', cause: 'a text' },
    });
  });

  it('leaves out what hangs on it', () => {
    const error = Object.assign(new Error('failed'), { config: { headers: { 'X-API-Key': 'secret' } } });

    expect(JSON.stringify(describeError(error))).not.toContain('secret');
  });

  it('is shortened, and ends in a ring of causes', () => {
    const error = new Error('x'.repeat(100_000));
    error.cause = error;

    expect(JSON.stringify(describeError(error)).length).toBeLessThan(40_000);
  });
});
