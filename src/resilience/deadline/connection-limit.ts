import { IncomingMessage } from 'node:http';

const limits = new WeakMap<object, number>();

/** Limits the time of calls on one connection. Needed in a serverless runtime, which stops the process after its own time limit. */
export function limitCalls(connection: object, limitMs: number): void {
  limits.set(connection, limitMs);
}

/** Returns the limit of the request's connection in milliseconds; `Infinity` without one. */
export const connectionLimitMs = ({ socket }: IncomingMessage): number => limits.get(socket) ?? Infinity;
