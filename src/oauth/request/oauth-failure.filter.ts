import { ArgumentsHost, Catch, ExceptionFilter } from '@nestjs/common';
import { Request, Response } from 'express';
import { TransientError } from '../../errors/action-error.js';
import { recordOf } from '../../observability/call/call-record.js';
import { Metrics } from '../../observability/metrics/metrics.js';
import { OauthFailure } from './oauth-failure.js';

/** Sends failures of the token endpoint in the format of RFC 6749 §5.2. A transient failure becomes a 429. */
@Catch(OauthFailure, TransientError)
export class OauthFailureFilter implements ExceptionFilter<OauthFailure | TransientError> {
  constructor(private readonly metrics: Metrics) {}

  catch(thrown: OauthFailure | TransientError, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const { code, message, httpStatus, headers } = thrown instanceof OauthFailure ? thrown : transientFailure(thrown);
    const record = recordOf(request);
    record.code = code;
    if (thrown instanceof TransientError) record.failure = thrown;
    this.metrics.tokenRequests.inc({ outcome: code });
    if (response.headersSent) return;
    response.status(httpStatus).set(headers).set('Cache-Control', 'no-store');
    response.json({ error: code, error_description: message });
  }
}

const transientFailure = ({ message, retryAfterMs, headers }: TransientError): OauthFailure =>
  new OauthFailure('temporarily_unavailable', message, 429, {
    ...headers,
    'Retry-After': String(Math.ceil(retryAfterMs / 1_000)),
  });
