import { ServerResponse } from 'node:http';
import { CallRecord } from './call-record.js';

/** Interface to a tracing system. */
export interface Tracer {
  /** Runs a Data Action call in a span that ends with the response. Sets the trace of the record. */
  call(record: CallRecord, response: ServerResponse, handle: () => void): void;
  /** Runs one upstream attempt in a span. */
  attempt<T>(upstream: string, operation: string, send: () => Promise<T>): Promise<T>;
  /** Sends the remaining spans, within its own time limit. */
  stop(): Promise<void>;
}

let current: Tracer = {
  call: (_record, _response, handle) => handle(),
  attempt: (_upstream, _operation, send) => send(),
  stop: async () => undefined,
};

/** Returns the tracer of the process. It creates no spans until `installTracer` is called. */
export const currentTracer = (): Tracer => current;

export function installTracer(tracer: Tracer): void {
  current = tracer;
}
