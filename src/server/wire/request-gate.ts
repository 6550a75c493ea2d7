import { IncomingMessage, ServerResponse } from 'node:http';

/** Decides about each request before it is served. */
export interface RequestGate {
  /** Serves a request now or later, or rejects it. */
  admit(request: IncomingMessage, response: ServerResponse, serve: () => void): void;

  /**
   * Returns the whole response to a request that must cost as little as possible, in Latin-1, for a connection that stays open.
   * Undefined to create a response object and call `admit`.
   */
  rejectEarly(request: IncomingMessage): string | undefined;
}
