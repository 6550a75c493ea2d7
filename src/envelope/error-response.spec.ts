import { ConflictException, GatewayTimeoutException, HttpException } from '@nestjs/common';
import { ActionError } from '../errors/action-error.js';
import { errorResponse, toActionError } from './error-response.js';
import { CircuitOpen, DeadlineExceeded, Overloaded } from '../errors/limit-errors.js';
import {
  Forbidden,
  InsufficientScope,
  InvalidHeader,
  InvalidInput,
  MalformedJson,
  MethodNotAllowed,
  PayloadTooLarge,
  Unauthenticated,
  UnknownAction,
  UnreadableRequest,
  UnsupportedMediaType,
} from '../errors/request-errors.js';
import {
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
  UpstreamUnreachable,
} from '../errors/upstream-errors.js';

/** Error, HTTP status in both styles, `code`, `status_code`, `fallback_type`, `action`, `retry_after`. */
type Row = readonly [ActionError, number, number, string, number, string, string, number];

const ROWS: readonly Row[] = [
  [new InvalidInput('x'), 400, 200, 'INVALID_INPUT', 400, 'invalid_request', 'fix_request', 0],
  [new InvalidHeader('x'), 400, 400, 'INVALID_INPUT', 400, 'invalid_request', 'fix_request', 0],
  [new MalformedJson('x'), 400, 400, 'MALFORMED_JSON', 400, 'invalid_request', 'fix_request', 0],
  [new Unauthenticated('x'), 401, 401, 'UNAUTHENTICATED', 401, 'auth_failure', 'refresh_token', 0],
  [new Forbidden('x'), 403, 403, 'FORBIDDEN', 403, 'auth_failure', 'log_permission_error', 0],
  [new InsufficientScope('x'), 403, 403, 'FORBIDDEN', 403, 'auth_failure', 'log_permission_error', 0],
  [new UnknownAction('x'), 404, 404, 'UNKNOWN_ACTION', 404, 'invalid_request', 'fix_request', 0],
  [new MethodNotAllowed('GET', ['POST']), 405, 405, 'METHOD_NOT_ALLOWED', 405, 'invalid_request', 'fix_request', 0],
  [new UnreadableRequest(408, 'x'), 408, 408, 'MALFORMED_JSON', 408, 'invalid_request', 'fix_request', 0],
  [new PayloadTooLarge('x'), 413, 413, 'PAYLOAD_TOO_LARGE', 413, 'invalid_request', 'fix_request', 0],
  [new UnsupportedMediaType('x'), 415, 415, 'UNSUPPORTED_MEDIA_TYPE', 415, 'invalid_request', 'fix_request', 0],
  [new UnreadableRequest(431, 'x'), 431, 431, 'PAYLOAD_TOO_LARGE', 431, 'invalid_request', 'fix_request', 0],
  [new UpstreamRejected('CRM', 400), 424, 200, 'UPSTREAM_REJECTED', 400, 'api_failure', 'route_to_fallback', 0],
  [new UpstreamRejected('CRM', 401), 424, 200, 'UPSTREAM_REJECTED', 401, 'api_failure', 'refresh_token', 0],
  [new UpstreamRejected('CRM', 403), 424, 200, 'UPSTREAM_REJECTED', 403, 'api_failure', 'log_permission_error', 0],
  [new UpstreamThrottled('CRM'), 429, 200, 'UPSTREAM_THROTTLED', 429, 'api_failure', 'wait_and_retry', 5],
  [new UpstreamUnavailable('CRM', 503), 429, 200, 'UPSTREAM_UNAVAILABLE', 503, 'api_failure', 'route_to_fallback', 5],
  [new UpstreamUnreachable('CRM', 'x'), 429, 200, 'UPSTREAM_UNREACHABLE', 599, 'network_error', 'route_to_fallback', 5],
  [new UpstreamBadResponse('CRM', 'x'), 429, 200, 'UPSTREAM_BAD_RESPONSE', 502, 'api_failure', 'route_to_fallback', 5],
  [new DeadlineExceeded(8_000), 429, 200, 'DEADLINE_EXCEEDED', 504, 'network_error', 'route_to_fallback', 5],
  [new CircuitOpen('CRM', 2_001), 429, 200, 'CIRCUIT_OPEN', 503, 'api_failure', 'route_to_fallback', 3],
  [new Overloaded('x'), 429, 200, 'OVERLOADED', 429, 'rate_limited', 'wait_and_retry', 5],
  [toActionError(new Error('x')), 500, 200, 'INTERNAL', 500, 'internal_error', 'route_to_fallback', 0],
];

describe('errorResponse', () => {
  it.each(ROWS)(
    'maps %s to HTTP status %i, or to %i in the style in-body',
    (error, statusStyle, inBodyStyle, code, status_code, fallback_type, action, retry_after) => {
      const plain = errorResponse(error, 'status', 'id-1');
      const inBody = errorResponse(error, 'in-body', 'id-1');

      expect([plain.httpStatus, inBody.httpStatus]).toEqual([statusStyle, inBodyStyle]);
      expect(plain.body).toEqual({
        data: {},
        errors: [error.message],
        status: 'error',
        success: false,
        status_code,
        code,
        fallback_type,
        action,
        retry_after,
        source: 'none',
        correlation_id: 'id-1',
      });
      expect(inBody.body).toEqual(plain.body);
      expect(inBody.headers).toEqual(plain.headers);
      expect(plain.headers['Retry-After']).toBe(retry_after === 0 ? undefined : String(retry_after));
    },
  );

  it('lists every problem of an input', () => {
    const { body } = errorResponse(new InvalidInput(['a is missing', 'b is not a number']), 'status', 'id-1');

    expect(body.errors).toEqual(['a is missing', 'b is not a number']);
  });

  it.each([
    [1, 1],
    [999, 1],
    [1_000, 1],
    [1_001, 2],
    [60_000, 60],
    [0, 1],
  ])('rounds a wait of %i ms up to %i s, at least 1 s', (retryAfterMs, retry_after) => {
    const { headers, body } = errorResponse(new Overloaded('x', { retryAfterMs }), 'status', 'id-1');

    expect([body.retry_after, headers['Retry-After']]).toEqual([retry_after, String(retry_after)]);
  });

  it('sends the challenge or the allowed methods in a header', () => {
    expect(new Unauthenticated('missing').headers).toEqual({ 'WWW-Authenticate': 'Bearer' });
    expect(new Unauthenticated('expired').headers).toEqual({ 'WWW-Authenticate': 'Bearer error="invalid_token"' });
    expect(new InsufficientScope('dataaction:read').headers).toEqual({
      'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="dataaction:read"',
    });
    expect(new MethodNotAllowed('GET', ['POST', 'OPTIONS']).headers).toEqual({ Allow: 'POST, OPTIONS' });
  });

  it('does not reveal why a token is invalid', () => {
    const messages = ['expired', 'signature', 'audience', 'unknown_key'].map(
      (reason) => new Unauthenticated(reason).message,
    );

    expect(new Set(messages)).toEqual(new Set(['The bearer token is not valid']));
  });
});

describe('toActionError', () => {
  it('hides an unknown error from the caller and keeps it as the cause', () => {
    const cause = new TypeError('cannot read the secret');
    const error = toActionError(cause);

    expect(error).toMatchObject({ code: 'INTERNAL', message: 'Internal error', cause });
    expect(JSON.stringify(errorResponse(error, 'status', 'id-1'))).not.toContain('secret');
  });

  it.each([
    ['a text'],
    [undefined],
    [null],
    [{ code: 'INVALID_INPUT', httpStatus: 200 }],
    [new GatewayTimeoutException('x')],
  ])('converts %s to an internal error', (thrown) => {
    expect(toActionError(thrown)).toMatchObject({ code: 'INTERNAL', httpStatus: 500 });
  });

  it.each([
    [400, 'INVALID_INPUT', 'fix_request', 0],
    [401, 'UNAUTHENTICATED', 'refresh_token', 0],
    [403, 'FORBIDDEN', 'log_permission_error', 0],
    [404, 'UNKNOWN_ACTION', 'fix_request', 0],
    [409, 'IDEMPOTENCY_CONFLICT', 'route_to_fallback', 0],
    [413, 'PAYLOAD_TOO_LARGE', 'fix_request', 0],
    [415, 'UNSUPPORTED_MEDIA_TYPE', 'fix_request', 0],
    [422, 'INVALID_INPUT', 'fix_request', 0],
    [429, 'OVERLOADED', 'wait_and_retry', 5],
  ])('keeps the status %i of an exception of Nest, with the code %s', (status, code, action, retryAfter) => {
    const error = toActionError(new HttpException({ message: ['first', 'second'] }, status));

    expect(error).toMatchObject({ code, httpStatus: status, action, messages: ['first', 'second'] });
    expect(errorResponse(error, 'in-body', 'id-1')).toMatchObject({
      httpStatus: 200,
      body: { retry_after: retryAfter },
    });
  });

  it('keeps the HTTP status in both failure styles for an exception that was thrown before the input was read', () => {
    const error = toActionError(new ConflictException('taken'), true);

    expect(errorResponse(error, 'in-body', 'id-1')).toMatchObject({ httpStatus: 409, body: { errors: ['taken'] } });
  });

  it('keeps the status and the message of an error of Express middleware, unless its `expose` is false', () => {
    const tooLarge = Object.assign(new Error('too large'), { status: 413, statusCode: 413, expose: true });
    const broken = Object.assign(new Error('secret'), { status: 500, statusCode: 500, expose: false });

    expect(toActionError(tooLarge)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', httpStatus: 413, message: 'too large' });
    expect(toActionError(broken)).toMatchObject({ code: 'INTERNAL', message: 'Internal error' });
  });

  it('returns an ActionError unchanged', () => {
    const error = new DeadlineExceeded(300);

    expect(toActionError(error)).toBe(error);
    expect(error.message).toBe('The call exceeded its limit of 300 ms');
  });
});
