import { IncomingMessage } from 'node:http';
import { Caller } from './caller.js';

const admitted = new WeakMap<object, Caller>();

/**
 * Authenticates all requests on one connection without a token. The serverless entry point uses it for events whose sender
 * the runtime has authorised. A request cannot cause this, because it cannot pass a connection object.
 *
 * @param connection the server's end of an in-memory connection
 */
export function trustConnection(connection: object, caller: Caller): void {
  admitted.set(connection, caller);
}

/** Returns the caller of a trusted connection; undefined for a network connection. */
export const trustedCaller = ({ socket }: IncomingMessage): Caller | undefined => admitted.get(socket);
