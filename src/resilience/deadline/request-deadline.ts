import { IncomingMessage } from 'node:http';
import { Deadline } from './deadline.js';

const DEADLINE = Symbol('deadline');
type RequestWithDeadline = IncomingMessage & { [DEADLINE]?: Deadline };

/** Attaches the deadline to a request on its arrival. */
export function setDeadline(request: RequestWithDeadline, deadline: Deadline): void {
  request[DEADLINE] = deadline;
}

export const hasDeadline = (request: RequestWithDeadline): boolean => request[DEADLINE] !== undefined;

/** Returns the deadline of a request. @throws Error if it has none, which is a bug */
export function deadlineOf({ [DEADLINE]: deadline }: RequestWithDeadline): Deadline {
  if (!deadline) throw new Error('The request has no deadline');
  return deadline;
}
