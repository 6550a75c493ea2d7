import { IncomingMessage } from 'node:http';

const limits = new WeakMap<object, number>();

/**
 * Bounds what the calls on one connection may take, where their time is measured out beforehand: a serverless runtime
 * stops us in the middle of an answer that comes too late.
 */
export function limitCalls(connection: object, limitMs: number): void {
  limits.set(connection, limitMs);
}

/** Milliseconds; `Infinity` where the connection sets no limit. */
export const connectionLimitMs = ({ socket }: IncomingMessage): number => limits.get(socket) ?? Infinity;
