import { IncomingMessage } from 'node:http';
import { Deadline } from './deadline.js';

const deadlines = new WeakMap<IncomingMessage, Deadline>();

/** Gives a request its deadline, once, on arrival. */
export function setDeadline(request: IncomingMessage, deadline: Deadline): void {
  deadlines.set(request, deadline);
}

/** The deadline that the request got on arrival. @throws Error where it got none: a bug of ours */
export function deadlineOf(request: IncomingMessage): Deadline {
  const deadline = deadlines.get(request);
  if (!deadline) throw new Error('The request has no deadline');
  return deadline;
}
