import { CircuitOpen } from '../../errors/limit-errors.js';
import { InvalidInput } from '../../errors/request-errors.js';
import { UpstreamRejected } from '../../errors/upstream-errors.js';
import { errorResponse } from '../../errors/error-envelope.js';
import { SharedFailure } from './shared-failure.js';

describe('A failure that is relayed', () => {
  it.each([
    [new UpstreamRejected('CRM', 403)],
    [new CircuitOpen('CRM', 4_200)],
    [new InvalidInput(['a is wrong', 'b is wrong'])],
  ])('is answered as where it was met: %s', (failure) => {
    const relayed = SharedFailure.read(SharedFailure.write(failure) ?? '');
    if (!relayed) throw new Error('nothing was read');
    expect(errorResponse(relayed, 'status', 'id')).toEqual(errorResponse(failure, 'status', 'id'));
    expect(errorResponse(relayed, 'in-body', 'id')).toEqual(errorResponse(failure, 'in-body', 'id'));
  });

  it('tells callers nothing that was for the log', () => {
    const failure = new UpstreamRejected('CRM', 400, { cause: new Error('token abc') });
    expect(SharedFailure.write(failure)).not.toContain('abc');
  });

  it('is none where a bug of ours was met', () => {
    expect(SharedFailure.write(new TypeError('undefined is not a function'))).toBeUndefined();
    expect(SharedFailure.write(undefined)).toBeUndefined();
  });

  it.each(['', 'x', 'null', '7', '{}', '{"code":"NONSENSE","messages":[]}'])('is not made of %j', (text) => {
    expect(SharedFailure.read(text)).toBeUndefined();
  });
});
