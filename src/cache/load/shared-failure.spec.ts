import { CircuitOpen } from '../../errors/limit-errors.js';
import { InvalidInput } from '../../errors/request-errors.js';
import { UpstreamRejected } from '../../errors/upstream-errors.js';
import { failureAnswer } from '../../errors/error-envelope.js';
import { RelayedFailure } from './shared-failure.js';

describe('A failure that is relayed', () => {
  it.each([
    [new UpstreamRejected('CRM', 403)],
    [new CircuitOpen('CRM', 4_200)],
    [new InvalidInput(['a is wrong', 'b is wrong'])],
  ])('is answered as where it was met: %s', (failure) => {
    const relayed = RelayedFailure.read(RelayedFailure.write(failure) ?? '');
    if (!relayed) throw new Error('nothing was read');
    expect(failureAnswer(relayed, 'status', 'id')).toEqual(failureAnswer(failure, 'status', 'id'));
    expect(failureAnswer(relayed, 'in-body', 'id')).toEqual(failureAnswer(failure, 'in-body', 'id'));
  });

  it('tells callers nothing that was for the log', () => {
    const failure = new UpstreamRejected('CRM', 400, { cause: new Error('token abc') });
    expect(RelayedFailure.write(failure)).not.toContain('abc');
  });

  it('is none where a bug of ours was met', () => {
    expect(RelayedFailure.write(new TypeError('undefined is not a function'))).toBeUndefined();
    expect(RelayedFailure.write(undefined)).toBeUndefined();
  });

  it.each(['', 'x', 'null', '7', '{}', '{"code":"NONSENSE","messages":[]}'])('is not made of %j', (text) => {
    expect(RelayedFailure.read(text)).toBeUndefined();
  });
});
