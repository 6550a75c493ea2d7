import { NextFunction, Request, Response } from 'express';

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

/**
 * Returns one middleware that runs several in order. Each middleware that is registered separately costs about a
 * microsecond more.
 */
export const inOrder = (...middleware: readonly Middleware[]): Middleware =>
  middleware.reduceRight((rest, first) => (request, response, next) => {
    first(request, response, (error?: unknown) => {
      if (error === undefined) rest(request, response, next);
      else next(error);
    });
  });
