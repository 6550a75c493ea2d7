import {
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
  UpstreamUnreachable,
} from '../../errors/upstream-errors.js';
import { Backoff } from '../policies/retry/backoff.js';
import { Bulkhead } from '../policies/bulkhead/bulkhead.js';
import { CircuitBreakerRegistry } from '../policies/circuit/circuit-breaker-registry.js';
import { Deadline } from '../deadline/deadline.js';
import { RetryBudget } from '../policies/retry/retry-budget.js';
import { RetryPolicy } from '../policies/retry/retry-policy.js';
import { SideEffectTracker } from './side-effect-tracker.js';
import { UpstreamAttempt } from './upstream-attempt.js';
import { UpstreamHttp } from './upstream-http.js';
import { UpstreamRequest } from './upstream-request.js';

type Outcome = Error | 'success' | 'silence';

const WRITE: UpstreamRequest = { operation: 'POST charge', method: 'POST', path: ['charge'] };
const responseOf = (status: number) => ({ response: { status, headers: {}, text: '' } });

/** Returns an upstream whose attempts end in the given ways, one after another. */
function upstreamWith(outcomes: Outcome[]): UpstreamHttp {
  const send = async () => {
    const outcome = outcomes.shift() ?? 'success';
    if (outcome instanceof Error) throw outcome;
    if (outcome === 'silence') await new Promise(() => undefined);
    return { status: 200, headers: {}, body: {} };
  };
  const backoff = new Backoff({ baseMs: { transient: 0, throttled: 0 }, capMs: 0 });
  return new UpstreamHttp({
    name: 'Bank',
    attempt: { send } as unknown as UpstreamAttempt,
    bulkhead: new Bulkhead({ maxConcurrency: 10 }),
    circuits: new CircuitBreakerRegistry(
      { failures: 100, failureRatio: 1, windowMs: 1_000, openMs: 1_000 },
      10,
      () => undefined,
    ),
    retryPolicy: new RetryPolicy({ maxAttempts: 3, backoff, budget: new RetryBudget({ ratio: 1 }), maxWaitMs: 0 }),
    correlationHeader: 'X-Correlation-Id',
    timeoutMs: 1_000,
    onAttempt: () => undefined,
    onDecision: () => undefined,
  });
}

async function effectOf(outcomes: Outcome[], request = WRITE): Promise<boolean> {
  const sideEffect = new SideEffectTracker();
  const deadline = new Deadline(performance.now(), 8_000);
  await upstreamWith(outcomes)
    .request(request, { deadline, sideEffect })
    .catch(() => undefined);
  deadline.release();
  return sideEffect.mayHaveHappened;
}

describe('The side effect of a write', () => {
  it.each([
    ['succeeds', 'success'],
    ['gets no response', new UpstreamUnreachable('Bank', 'did not respond')],
    ['gets an unusable response', new UpstreamBadResponse('Bank', 'ended its response early')],
    ['is redirected', new UpstreamBadResponse('Bank', 'responded with 303', responseOf(303))],
    ['gets a 500', new UpstreamUnavailable('Bank', 500, responseOf(500))],
    ['gets a 502', new UpstreamUnavailable('Bank', 502, responseOf(502))],
    ['gets a 504', new UpstreamUnavailable('Bank', 504, responseOf(504))],
    ['is aborted', new Error('The caller disconnected')],
  ])('may have happened if its attempt %s', async (_, outcome) => {
    expect(await effectOf([outcome as Outcome])).toBe(true);
  });

  it.each([
    ['is never sent', new UpstreamUnreachable('Bank', 'could not be reached', { wasSent: false })],
    ['is rejected', new UpstreamRejected('Bank', 400, responseOf(400))],
    ['is rejected because of its token', new UpstreamRejected('Bank', 401, responseOf(401))],
    ['is rejected because of its key', new UpstreamRejected('Bank', 409, responseOf(409))],
    ['is throttled', new UpstreamThrottled('Bank', responseOf(429))],
    ['gets a 503', new UpstreamUnavailable('Bank', 503, responseOf(503))],
    ['gets a 501', new UpstreamUnavailable('Bank', 501, responseOf(501))],
  ])('has not happened if each of its attempts %s', async (_, outcome) => {
    expect(await effectOf([outcome, outcome, outcome])).toBe(false);
  });

  it('stays possible if a later attempt is rejected', async () => {
    const lost = new UpstreamUnreachable('Bank', 'did not respond');
    const refused = new UpstreamRejected('Bank', 403, responseOf(403));

    expect(await effectOf([lost, refused], { ...WRITE, repeatable: true })).toBe(true);
  });

  it('is impossible for a read', async () => {
    expect(await effectOf(['success'], { ...WRITE, method: 'GET' })).toBe(false);
    expect(await effectOf(['success'], { ...WRITE, readsOnly: true })).toBe(false);
  });

  it('is possible while an attempt runs', async () => {
    const sideEffect = new SideEffectTracker();
    const deadline = new Deadline(performance.now(), 8_000);
    void upstreamWith(['silence']).request(WRITE, { deadline, sideEffect });
    await new Promise((resolve) => setImmediate(resolve));

    expect(sideEffect.mayHaveHappened).toBe(true);
    deadline.release();
  });

  it('is impossible after the deadline, even if its timer is late after a pause of the process', async () => {
    const sideEffect = new SideEffectTracker();
    const deadline = new Deadline(performance.now() - 10_000, 8_000);
    const request = upstreamWith(['success']).request(WRITE, { deadline, sideEffect });

    await expect(request).rejects.toThrow('The call exceeded its limit of 8000 ms');
    expect(sideEffect.mayHaveHappened).toBe(false);
  });
});
