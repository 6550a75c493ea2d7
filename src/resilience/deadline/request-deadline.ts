import { IncomingMessage } from 'node:http';
import { Deadline } from './deadline.js';

const DEADLINE = Symbol('deadline');
type Bounded = IncomingMessage & { [DEADLINE]?: Deadline };

/** Gives a request its deadline, once, on arrival. */
export function setDeadline(request: Bounded, deadline: Deadline): void {
  request[DEADLINE] = deadline;
}

export const hasDeadline = (request: Bounded): boolean => request[DEADLINE] !== undefined;

/** The deadline that the request got on arrival. @throws Error where it got none: a bug of ours */
export function deadlineOf({ [DEADLINE]: deadline }: Bounded): Deadline {
  if (!deadline) throw new Error('The request has no deadline');
  return deadline;
}
