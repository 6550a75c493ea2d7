import { IncomingMessage, ServerResponse } from 'node:http';
import { recordOf } from './call-record.js';
import { currentTracer } from './tracer.js';

/** Traces Data Action calls. It must run after `nameRoute`, which sets the action of the call record. */
export function tracingMiddleware(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const record = recordOf(request);
  if (record.action === undefined) next();
  else currentTracer().call(record, response, next);
}
