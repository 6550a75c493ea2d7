import { NextFunction, Request, Response } from 'express';
import { NOTHING_SERVED, UnknownAction } from '../../errors/request-errors.js';
import { recordOf } from '../../observability/call/call-record.js';
import { pathOf } from './request-path.js';
import { RouteNames } from './route-names.js';

/** The name of the Data Action behind each path. */
export type ActionPaths = ReadonlyMap<string, string>;

/**
 * Records the Data Action of each request in its call record, and the part of its path that belongs to a route.
 *
 * @param paths returns the paths of all routes. Called at the first request
 * @throws UnknownAction for the path of an action in different letter case, because Express would accept it
 */
export function nameRoute(paths: () => readonly string[], actions: ActionPaths) {
  let names: RouteNames | undefined;
  return (request: Request, _response: Response, next: NextFunction): void => {
    const path = pathOf(request);
    const record = recordOf(request);
    const action = actions.get(path);
    if (action !== undefined) record.action = action;
    record.route = (names ??= new RouteNames(paths())).of(path);
    if (action === undefined && actions.has(path.toLowerCase())) throw new UnknownAction(NOTHING_SERVED);
    next();
  };
}
