import type { Answer, SimulatorRequest } from '../route.js';
import { QUEUES } from './organisation.js';
import { pageOf } from './paging.js';

/** `GET /api/v2/routing/queues`: by `name`, where `*` stands for any text and case does not count, and by `id`, repeated or with commas. */
export function listQueues(request: SimulatorRequest): Answer {
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
