import { ArgumentsHost, Catch, ExceptionFilter } from '@nestjs/common';
import { Request, Response } from 'express';
import { prepareFailure } from './prepare-failure.js';

/** Answers what fails outside an action's pipeline (guards, router, middleware) in the same envelope, with its true HTTP status. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const body = prepareFailure(request, response, thrown, 'status');
    if (!response.headersSent) response.json(body);
  }
}
