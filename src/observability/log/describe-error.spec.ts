import { describeError } from './describe-error.js';

describe('describeError', () => {
  it('returns type, message and stack', () => {
    const error = new TypeError('no such thing');

    expect(describeError(error)).toEqual({ type: 'TypeError', message: 'no such thing', stack: error.stack });
  });

  it('includes the causes', () => {
    const error = new Error('outer', { cause: new RangeError('inner', { cause: 'a text' }) });

    expect(describeError(error)).toMatchObject({
      message: 'outer',
      cause: { type: 'RangeError', message: 'inner', cause: 'a text' },
    });
  });

  it('omits other properties', () => {
    const error = Object.assign(new Error('failed'), { config: { headers: { 'X-API-Key': 'secret' } } });

    expect(JSON.stringify(describeError(error))).not.toContain('secret');
  });

  it('limits the length of messages and of a cyclic chain of causes', () => {
    const error = new Error('x'.repeat(100_000));
    error.cause = error;

    expect(JSON.stringify(describeError(error)).length).toBeLessThan(40_000);
  });
});
