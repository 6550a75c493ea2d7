import type { SimulatorResponse, SimulatorRequest } from '../../simulator/route.js';
import { apiError } from '../api-error.js';
import { USERS, userOf, type User } from './organisation.js';

/**
 * `GET /api/v2/users/{id}`. In addition to the organisation's users, there is one for each customer of the sandbox (ids that
 * begin with `c-`), so that a lookup by customer id finds something in every system.
 */
export function getUser({ params }: SimulatorRequest): SimulatorResponse {
  const id = params['id'] ?? '';
  const user = USERS.find((known) => known.id === id) ?? customersUser(id);
  return user === undefined ? apiError(404) : { status: 200, body: user };
}

function customersUser(id: string): User | undefined {
  return /^c-[\w.-]+$/.test(id) ? userOf(id, 'Customer', id.slice(2)) : undefined;
}
