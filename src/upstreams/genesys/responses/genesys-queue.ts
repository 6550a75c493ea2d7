import { GenesysFields } from './genesys-fields.js';

/** A routing queue, as far as a flow has use for it; what the platform does not tell is empty. */
export interface Queue {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly divisionId: string;
  readonly divisionName: string;
  /** Agents assigned to it … */
  readonly memberCount: number;
  /** … and those of them who have joined it. */
  readonly joinedMemberCount: number;
}

/** Which queues are asked for, and which page of them. */
export interface QueueQuery {
  readonly ids?: readonly string[] | undefined;
  /** Matched as a whole, but for `*` at either end. */
  readonly name?: string | undefined;
  readonly pageSize: number;
  readonly pageNumber: number;
}

/** A page of queues and where it stands in the list; pages count from 1. */
export interface QueuePage {
  readonly queues: Queue[];
  readonly pageNumber: number;
  readonly pageSize: number;
  readonly total: number;
  readonly pageCount: number;
}

/** Reads the answer of `GET /api/v2/routing/queues`; undefined where it is none. */
export function readQueuePage(body: unknown, asked: QueueQuery): QueuePage | undefined {
  const page = new GenesysFields(body);
  const entities = page.objects('entities');
  if (!entities) return undefined;
  const pageSize = page.count('pageSize') || asked.pageSize;
  const total = page.count('total');
  return {
    queues: entities.slice(0, Math.max(asked.pageSize, asked.ids?.length ?? 0)).map(readQueue),
    pageNumber: page.count('pageNumber') || asked.pageNumber,
    pageSize,
    total,
    pageCount: page.count('pageCount') || Math.ceil(total / pageSize),
  };
}

function readQueue(queue: GenesysFields): Queue {
  const division = queue.object('division');
  return {
    id: queue.text('id'),
    name: queue.text('name'),
    description: queue.text('description'),
    divisionId: division.text('id'),
    divisionName: division.text('name'),
    memberCount: queue.count('memberCount'),
    joinedMemberCount: queue.count('joinedMemberCount'),
  };
}
