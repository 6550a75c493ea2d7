import { IncomingMessage, ServerResponse } from 'node:http';
import { INestApplication } from '@nestjs/common';
import { RequestInspector } from './request-inspector.js';
import { StatusConfig } from '../access/status.config.js';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What has every request looked at; nothing where the inspector is off, so that it costs nothing then. */
export const inspected = (app: INestApplication): Middleware[] =>
  app.get(StatusConfig).inspectedRequests > 0 ? [app.get(RequestInspector, { strict: false }).watch] : [];
