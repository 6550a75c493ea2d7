import { IncomingMessage, ServerResponse } from 'node:http';
import { INestApplication } from '@nestjs/common';
import { RequestInspector } from './request-inspector.js';
import { StatusConfig } from '../../access/status.config.js';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Returns the inspector's middleware, or nothing if the inspector is disabled. */
export const inspectionMiddleware = (app: INestApplication): Middleware[] =>
  app.get(StatusConfig).inspectedRequests > 0 ? [app.get(RequestInspector, { strict: false }).watch] : [];
