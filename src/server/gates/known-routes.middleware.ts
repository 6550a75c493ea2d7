import { NextFunction, Request, Response } from 'express';
import { MethodNotAllowed, UnknownAction } from '../../errors/request-errors.js';
import { recordOf } from '../../observability/call-record.js';
import { pathOf } from './request-path.js';
import { RouteNames } from './route-names.js';

/** The methods that each address takes, as the OpenAPI document and the catalogue know them. */
export interface RouteTable {
  readonly methods: ReadonlyMap<string, readonly string[]>;
  /** The Data Action behind an address. */
  readonly actions: ReadonlyMap<string, string>;
  /** Where files are served: anything below takes GET. */
  readonly filesBelow: string;
}

const READING = ['GET', 'HEAD'];

/** What is never taken here, wherever it goes. */
const REFUSED_EVERYWHERE = ['TRACE', 'DELETE', 'PATCH', 'PUT'];

/** Stands in front of the router and refuses what no route serves: 405 with `Allow` for a wrong method, 404 for the rest. */
export function knownRoutes({ methods, actions, filesBelow }: RouteTable) {
  const names = new RouteNames([...methods.keys(), filesBelow]);
  return (request: Request, response: Response, next: NextFunction): void => {
    const path = pathOf(request);
    const action = actions.get(path);
    const record = recordOf(request);
    if (action !== undefined) record.action = action;
    record.route = names.of(path);
    const isFile = path === filesBelow || path.startsWith(`${filesBelow}/`);
    const allowed = methods.get(path) ?? (isFile ? READING : undefined);
    if (allowed?.includes(request.method)) return next();
    if (allowed && request.method === 'OPTIONS')
      return void response.set('Allow', allowed.join(', ')).status(204).end();
    if (allowed) throw new MethodNotAllowed(request.method, allowed);
    if (REFUSED_EVERYWHERE.includes(request.method)) throw new MethodNotAllowed(request.method, ['POST', ...READING]);
    throw new UnknownAction('Nothing is served at this address; GET /api/v1/dataactions lists the actions');
  };
}
