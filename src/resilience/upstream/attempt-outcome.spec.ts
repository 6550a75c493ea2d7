import { DeadlineExceeded, CircuitOpen, NoDescriptor, Overloaded } from '../../errors/limit-errors.js';
import {
  RejectedResponse,
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
  UpstreamUnreachable,
} from '../../errors/upstream-errors.js';
import { attemptFailure, hadNoEffect, isLocalRejection, circuitOutcomeOf } from './attempt-outcome.js';

const responseOf = (status: number): { response: RejectedResponse } => ({
  response: { status, headers: {}, text: '', retryAfterMs: 2_000 },
});

const rejected = new UpstreamRejected('CRM', 404, responseOf(404));
const throttled = new UpstreamThrottled('CRM', responseOf(429));
const unavailable = new UpstreamUnavailable('CRM', 503, responseOf(503));
const failed = new UpstreamUnavailable('CRM', 500, responseOf(500));
const refused = new UpstreamUnreachable('CRM', 'could not be reached', { wasSent: false });
const lost = new UpstreamUnreachable('CRM', 'did not respond');
const stale = new UpstreamUnreachable('CRM', 'broke the connection', { wasStale: true });
const cutShort = new UpstreamBadResponse('CRM', 'ended its response early', { defect: 'cut-short' });
const tooLarge = new UpstreamBadResponse('CRM', 'sent a response over 2 MB', { defect: 'too-large' });
const invalid = new UpstreamBadResponse('CRM', 'sent a response that is not JSON');
const bug = new TypeError('x is undefined');

describe('The retry class of a failed attempt', () => {
  it.each([
    ['a 404', rejected, { kind: 'response', status: 404, retryAfterMs: 2_000 }],
    ['a 429', throttled, { kind: 'response', status: 429, retryAfterMs: 2_000 }],
    ['a 503', unavailable, { kind: 'response', status: 503, retryAfterMs: 2_000 }],
    ['no connection', refused, { kind: 'not-sent' }],
    ['no descriptor', new NoDescriptor('CRM'), { kind: 'not-sent' }],
    ['no response', lost, { kind: 'no-response' }],
    ['a stale connection', stale, { kind: 'stale' }],
    ['an incomplete response', cutShort, { kind: 'no-response' }],
    ['a response over the size limit', tooLarge, { kind: 'final' }],
    ['an invalid response', invalid, { kind: 'final' }],
    ['a wait for the rate limit', new UpstreamThrottled('CRM'), { kind: 'final' }],
    ['an open circuit', new CircuitOpen('CRM', 5_000), { kind: 'final' }],
    ['a full bulkhead', new Overloaded('CRM'), { kind: 'final' }],
    ['the deadline', new DeadlineExceeded(8_000), { kind: 'final' }],
    ['a bug', bug, { kind: 'final' }],
  ])('%s', (_, error, failure) => {
    expect(attemptFailure(error)).toEqual(failure);
  });
});

describe('The circuit outcome of a failed attempt', () => {
  it.each([
    ['a 404', rejected, 'alive'],
    ['a 429', throttled, 'alive'],
    ['a response over the size limit', tooLarge, 'alive'],
    ['a 500', failed, 'failing'],
    ['a 503', unavailable, 'failing'],
    ['no connection', refused, 'failing'],
    ['no response', lost, 'failing'],
    ['an incomplete response', cutShort, 'failing'],
    ['an invalid response', invalid, 'failing'],
    ['a stale connection', stale, 'unknown'],
    ['no descriptor', new NoDescriptor('CRM'), 'unknown'],
    ['the deadline', new DeadlineExceeded(8_000), 'unknown'],
    ['a bug', bug, 'unknown'],
  ])('%s', (_, error, verdict) => {
    expect(circuitOutcomeOf(error)).toBe(verdict);
  });
});

describe('The possible effect of a failed attempt', () => {
  it.each([
    ['a 404', rejected, true],
    ['a 429', throttled, true],
    ['a 503', unavailable, true],
    ['no connection', refused, true],
    ['no descriptor', new NoDescriptor('CRM'), true],
    ['a 500', failed, false],
    ['no response', lost, false],
    ['a stale connection', stale, false],
    ['an incomplete response', cutShort, false],
    ['an invalid response', invalid, false],
    ['the deadline', new DeadlineExceeded(8_000), false],
    ['a bug', bug, false],
  ])('is ruled out after %s (%p): %p', (_, error, isNothing) => {
    expect(hadNoEffect(error)).toBe(isNothing);
  });
});

describe('isLocalRejection', () => {
  it.each([
    [new CircuitOpen('CRM', 5_000), true],
    [new Overloaded('CRM'), true],
    [new DeadlineExceeded(8_000), false],
    [unavailable, false],
  ])('returns for %s: %s', (error, isLocal) => {
    expect(isLocalRejection(error)).toBe(isLocal);
  });
});
