import { IncomingMessage } from 'node:http';

const limits = new WeakMap<object, number>();

/** Limits the time of calls on one connection. A serverless runtime stops the process when its own time is over. */
export function limitCalls(connection: object, limitMs: number): void {
  limits.set(connection, limitMs);
}

/** Returns the limit of the request's connection in milliseconds; `Infinity` without one. */
export const connectionLimitMs = ({ socket }: IncomingMessage): number => limits.get(socket) ?? Infinity;
