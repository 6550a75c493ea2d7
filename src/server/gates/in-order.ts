import { NextFunction, Request, Response } from 'express';

type Middleware = (request: Request, response: Response, next: NextFunction) => void;

/** Returns one middleware that runs several in turn. Express takes about a microsecond more for each one of its own. */
export const inOrder = (...middleware: readonly Middleware[]): Middleware =>
  middleware.reduceRight((rest, first) => (request, response, next) => {
    first(request, response, (error?: unknown) => {
      if (error === undefined) rest(request, response, next);
      else next(error);
    });
  });
