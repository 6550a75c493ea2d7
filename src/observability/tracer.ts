import { ServerResponse } from 'node:http';
import { CallRecord } from './call-record.js';

/** Follows calls through a tracing system. */
export interface Tracer {
  /** Runs what handles a Data Action's call, whose span ends with the answer; notes the trace in the record. */
  call(record: CallRecord, response: ServerResponse, handle: () => void): void;
  /** Runs one attempt at an upstream. */
  attempt<T>(upstream: string, operation: string, send: () => Promise<T>): Promise<T>;
  /** Sends what is still to be told, within a limit of its own. */
  stop(): Promise<void>;
}

let current: Tracer = {
  call: (_record, _response, handle) => handle(),
  attempt: (_upstream, _operation, send) => send(),
  stop: async () => undefined,
};

/** The process's own, as tracing libraries know one a process too; it follows nothing until one is installed. */
export const currentTracer = (): Tracer => current;

export function installTracer(tracer: Tracer): void {
  current = tracer;
}
