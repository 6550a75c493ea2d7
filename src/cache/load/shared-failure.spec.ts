import { CircuitOpen } from '../../errors/limit-errors.js';
import { InvalidInput } from '../../errors/request-errors.js';
import { UpstreamRejected } from '../../errors/upstream-errors.js';
import { errorResponse } from '../../envelope/error-response.js';
import { SharedFailure } from './shared-failure.js';

describe('A shared failure', () => {
  it.each([
    [new UpstreamRejected('CRM', 403)],
    [new CircuitOpen('CRM', 4_200)],
    [new InvalidInput(['a is wrong', 'b is wrong'])],
  ])('has the same response in every process: %s', (failure) => {
    const shared = SharedFailure.read(SharedFailure.write(failure) ?? '');
    if (!shared) throw new Error('The failure was not read');
    expect(errorResponse(shared, 'status', 'id')).toEqual(errorResponse(failure, 'status', 'id'));
    expect(errorResponse(shared, 'in-body', 'id')).toEqual(errorResponse(failure, 'in-body', 'id'));
  });

  it('never contains its cause', () => {
    const failure = new UpstreamRejected('CRM', 400, { cause: new Error('token abc') });
    expect(SharedFailure.write(failure)).not.toContain('abc');
  });

  it('is never created from an internal error', () => {
    expect(SharedFailure.write(new TypeError('undefined is not a function'))).toBeUndefined();
    expect(SharedFailure.write(undefined)).toBeUndefined();
  });

  it.each(['', 'x', 'null', '7', '{}', '{"code":"NONSENSE","messages":[]}'])('is not read from %j', (text) => {
    expect(SharedFailure.read(text)).toBeUndefined();
  });
});
