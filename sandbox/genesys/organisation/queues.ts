import type { SimulatorResponse, SimulatorRequest } from '../../simulator/route.js';
import { QUEUES } from './organisation.js';
import { pageOf } from '../paging.js';

/** `GET /api/v2/routing/queues`: by `name` (case-insensitive, with `*` as wildcard) and by `id` (repeated, or separated by commas). */
export function listQueues(request: SimulatorRequest): SimulatorResponse {
  const name = request.query.get('name');
  const ids = request.query.getAll('id').flatMap((value) => value.split(','));
  const matching = QUEUES.filter(
    (queue) => (!name || wildcard(name).test(queue.name)) && (ids.length === 0 || ids.includes(queue.id)),
  );
  return { status: 200, body: pageOf(matching, request) };
}

function wildcard(pattern: string): RegExp {
  const literal = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 'i');
}
