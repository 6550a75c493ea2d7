import { ArgumentsHost, Catch, ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Request, Response } from 'express';
import { recordOf } from '../../observability/call-record.js';
import { readCallOptions } from '../request/call-options.js';
import { Catalogue } from '../catalogue/catalogue.js';
import { envelopeText } from './envelope-text.js';
import { applyFailure } from './apply-failure.js';

/** Answers what fails outside an action's pipeline (guards, router, middleware) in the same envelope and the same style. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly host: HttpAdapterHost,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const { failureStyle: style } = readCallOptions(request.headers);
    const action = this.catalogue.named(recordOf(request).action);
    const body = applyFailure({ request, response, action }, thrown, style);
    if (!response.headersSent) this.host.httpAdapter.reply(response, envelopeText(body));
  }
}
