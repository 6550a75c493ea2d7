import { IncomingMessage, ServerResponse } from 'node:http';
import { recordOf } from './call-record.js';
import { currentTracer } from './tracer.js';

/** Has every call of a Data Action followed where tracing is on; behind the gate that knows which action it is. */
export function tracingMiddleware(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const record = recordOf(request);
  if (record.action === undefined) next();
  else currentTracer().call(record, response, next);
}
