import { IncomingMessage } from 'node:http';
import { Caller } from './caller.js';

const admitted = new WeakMap<object, Caller>();

/**
 * Lets a caller in without a token, for the requests on one connection: the serverless entrypoint does so for events whose
 * sender the runtime itself has authorised. Nothing that a request says can bring this about; it takes the object itself.
 *
 * @param connection the server's end of it, made in this process
 */
export function trustConnection(connection: object, caller: Caller): void {
  admitted.set(connection, caller);
}

/** The caller that this process has let in on the request's connection; undefined for whoever comes over a network. */
export const trustedCaller = ({ socket }: IncomingMessage): Caller | undefined => admitted.get(socket);
