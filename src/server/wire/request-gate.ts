import { IncomingMessage, ServerResponse } from 'node:http';

/** Decides about each request before it is served. */
export interface RequestGate {
  /** Serves a request now or later, or rejects it. */
  admit(request: IncomingMessage, response: ServerResponse, serve: () => void): void;

  /**
   * Rejects a request at low cost, before Node creates a response object. The connection stays open.
   *
   * @returns the whole HTTP response in Latin-1; undefined to continue with `admit`
   */
  rejectEarly(request: IncomingMessage): string | undefined;
}
