import { GenesysFields } from './genesys-fields.js';

/** The fields of a routing queue that flows use. Missing fields are empty. */
export interface Queue {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly divisionId: string;
  readonly divisionName: string;
  /** Number of assigned agents. */
  readonly memberCount: number;
  /** Number of assigned agents that have joined. */
  readonly joinedMemberCount: number;
}

/** Filter of queues, and the page to read. */
export interface QueueQuery {
  readonly ids?: readonly string[] | undefined;
  /** Compared as a whole, except for `*` at either end. */
  readonly name?: string | undefined;
  readonly pageSize: number;
  readonly pageNumber: number;
}

/** A page of queues and its position in the list. Pages count from 1. */
export interface QueuePage {
  readonly queues: Queue[];
  readonly pageNumber: number;
  readonly pageSize: number;
  readonly total: number;
  readonly pageCount: number;
}

/** Reads the response of `GET /api/v2/routing/queues`. @returns undefined for anything else */
export function readQueuePage(body: unknown, query: QueueQuery): QueuePage | undefined {
  const page = new GenesysFields(body);
  const entities = page.objects('entities');
  if (!entities) return undefined;
  const pageSize = page.count('pageSize') || query.pageSize;
  const total = page.count('total');
  return {
    queues: entities.slice(0, Math.max(query.pageSize, query.ids?.length ?? 0)).map(readQueue),
    pageNumber: page.count('pageNumber') || query.pageNumber,
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
