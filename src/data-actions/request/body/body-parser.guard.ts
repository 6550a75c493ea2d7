import { BadRequestException, CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { json, Request, RequestHandler, Response, urlencoded } from 'express';
import { OWN_BODY } from '../../../limits/body/own-body.decorator.js';
import { dataActionOf } from '../../contract/data-action.metadata.js';
import { BodyConfig } from './body.config.js';

/**
 * Parses JSON and form bodies for controllers other than Data Actions, like the body parser of a Nest application. It is a
 * guard that runs after authentication, so that the body of an unauthenticated request is never read.
 */
@Injectable()
export class BodyParserGuard implements CanActivate {
  private readonly parsers: readonly RequestHandler[];

  constructor(
    { limitBytes: limit }: BodyConfig,
    private readonly reflector: Reflector,
  ) {
    this.parsers = [json({ limit }), urlencoded({ limit, extended: true })];
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const Class = context.getClass();
    if (dataActionOf(Class) || this.reflector.get<boolean | undefined>(OWN_BODY, Class)) return true;
    const http = context.switchToHttp();
    return this.parse(http.getRequest(), http.getResponse());
  }

  /** @throws BadRequestException for a malformed body, like Nest's body parser */
  private async parse(request: Request, response: Response): Promise<true> {
    for (const parser of this.parsers) {
      if (request.body !== undefined) return true;
      const error = await new Promise<Error | undefined>((resolve) => {
        parser(request, response, (failure?: unknown) => resolve(failure as Error | undefined));
      });
      if (error instanceof SyntaxError) throw new BadRequestException(error.message);
      if (error !== undefined) throw error;
    }
    return true;
  }
}
