import type { Answer, SimulatorRequest } from '../route.js';
import { apiError } from './api-error.js';
import { USERS, userOf, type User } from './organisation.js';

/**
 * `GET /api/v2/users/{id}`. Beside the organisation's own users it knows one for each customer of the sandbox (ids that start
 * with `c-`), so that a lookup by one customer's id finds something in every system.
 */
export function getUser({ params }: SimulatorRequest): Answer {
  const id = params['id'] ?? '';
  const user = USERS.find((known) => known.id === id) ?? customersUser(id);
  return user === undefined ? apiError(404) : { status: 200, body: user };
}

function customersUser(id: string): User | undefined {
  return /^c-[\w.-]+$/.test(id) ? userOf(id, 'Customer', id.slice(2)) : undefined;
}
