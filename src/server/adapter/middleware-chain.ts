import { NextFunction, Request, RequestHandler, Response } from 'express';

/** Runs middleware one after the other, each as Express runs it, but with no router that looks for the next. */
export class MiddlewareChain {
  private readonly links: RequestHandler[] = [];

  add(link: RequestHandler): void {
    this.links.push(link);
  }

  /** @param last called when all have passed the request on, or with what one of them failed with instead */
  run(request: Request, response: Response, last: NextFunction): void {
    const pass = (at: number): void => {
      const link = this.links[at];
      if (!link) return last();
      runHandler(link, request, response, (failure?: unknown) =>
        failure === undefined ? pass(at + 1) : last(failure),
      );
    };
    pass(0);
  }
}

/** Has `next` told also what a handler throws, at once or later. */
export function runHandler(handler: RequestHandler, request: Request, response: Response, next: NextFunction): void {
  try {
    const running: unknown = handler(request, response, next);
    if (running instanceof Promise) running.catch(next);
  } catch (error) {
    next(error);
  }
}
