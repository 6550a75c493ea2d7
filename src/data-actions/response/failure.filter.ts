import { ArgumentsHost, Catch, NotFoundException } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { Request, Response } from 'express';
import { throwError } from 'rxjs';
import { ActionError } from '../../errors/action-error.js';
import { recordOf } from '../../observability/call/call-record.js';
import { Catalogue } from '../catalogue/catalogue.js';
import { readCallOptions } from '../request/context/call-options.js';
import { applyFailure } from './apply-failure.js';
import { unmatchedRoute } from './unmatched-route.js';

/**
 * Sends every failure of a Data Action, and every error of this service, in the envelope. Other errors of other controllers
 * keep Nest's form.
 */
@Catch()
export class FailureFilter extends BaseExceptionFilter {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly host: HttpAdapterHost,
  ) {
    super();
  }

  override catch(thrown: unknown, host: ArgumentsHost): unknown {
    if (host.getType() !== 'http') return throwError(() => thrown);
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = isUnmatched(thrown, request) ? unmatchedRoute(request) : thrown;
    if (error === undefined) return void response.status(204).end();
    const action = this.actionOf(request);
    if (!action && !(error instanceof ActionError)) return super.catch(error, host);
    const { failureStyle } = readCallOptions(request.headers);
    const body = applyFailure({ request, response, action }, error, failureStyle);
    if (!response.headersSent) this.host.httpAdapter.reply(response, body);
    else if (!response.writableEnded) response.end();
  }

  private actionOf(request: Request): ReturnType<Catalogue['named']> {
    const { route } = request as { route?: { path?: unknown } };
    const path = typeof route?.path === 'string' ? route.path : request.path;
    return this.catalogue.named(recordOf(request).action) ?? this.catalogue.servedAt(path);
  }
}

/** Returns whether Nest threw the exception because no route matches. A handler's exception has another message. */
const isUnmatched = (thrown: unknown, { method, originalUrl }: Request): boolean =>
  thrown instanceof NotFoundException && thrown.message === `Cannot ${method} ${originalUrl}`;
