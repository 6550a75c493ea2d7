import { isJsonObject, type JsonObject } from '../json-object.js';
import type { Answer, SimulatorRequest } from '../route.js';
import { CONVERSATION_DIMENSIONS, SEGMENT_DIMENSIONS } from './analytics-dimensions.js';
import { readFilters, RefusedFilter, type Facts, type Test } from './analytics-filter.js';
import { apiError } from './api-error.js';
import { conversationsWithin } from './conversations.js';
import type { Conversation } from './conversation-shape.js';

const MAX_DAYS = 31;
const MAX_UNFILTERED_DAYS = 7;
const MAX_PAGE_SIZE = 100;
const DAY_MS = 86_400_000;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?$/;
const ORDERS = ['asc', 'desc', 'unordered'];
const ORDERED_BY = ['conversationStart', 'conversationEnd', 'segmentStart', 'segmentEnd'];

/**
 * `POST /api/v2/analytics/conversations/details/query`: conversations by interval (31 days at most, 7 without filters) and
 * filters, in pages of 100 at most; `{}` where a page has none.
 */
export function queryConversations({ json }: SimulatorRequest): Answer {
  if (!isJsonObject(json)) return refused('body', 'A JSON body is required');
  try {
    const found = select(json, ordered(json, conversationsWithin(...intervalOf(json))));
    const { pageSize, pageNumber } = pagingOf(json);
    const conversations = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
    return { status: 200, body: conversations.length === 0 ? {} : { conversations, totalHits: found.length } };
  } catch (error) {
    if (error instanceof RefusedFilter) return refused(error.fieldName, error.message);
    throw error;
  }
}

/** Every filter on the conversation must hold, and every filter on segments for some segment, each for its own. */
function select(json: JsonObject, conversations: readonly Conversation[]): Conversation[] {
  const ofConversation = readFilters(json['conversationFilters'], 'conversationFilters', CONVERSATION_DIMENSIONS);
  const ofSegments = readFilters(json['segmentFilters'], 'segmentFilters', SEGMENT_DIMENSIONS);
  const holdsForSome = (segments: readonly Facts[]) => (test: Test) => segments.some(test);
  return conversations.filter(
    (conversation) =>
      ofConversation.every((test) => test([conversation])) && ofSegments.every(holdsForSome(segmentsOf(conversation))),
  );
}

/** Each segment with the session and the participant that it belongs to. */
function segmentsOf({ participants }: Conversation): Facts[] {
  return participants.flatMap((participant) =>
    participant.sessions.flatMap((session) => session.segments.map((segment) => [segment, session, participant])),
  );
}

function ordered(json: JsonObject, conversations: readonly Conversation[]): readonly Conversation[] {
  const { order = 'asc', orderBy = 'conversationStart' } = json;
  if (!ORDERS.includes(String(order))) throw new RefusedFilter('order', `order must be one of ${ORDERS.join(', ')}`);
  if (!ORDERED_BY.includes(String(orderBy)))
    throw new RefusedFilter('orderBy', `orderBy must be one of ${ORDERED_BY.join(', ')}`);
  const isByEnd = orderBy === 'conversationEnd' || orderBy === 'segmentEnd';
  const keyOf = (one: Conversation) => (isByEnd ? (one.conversationEnd ?? '9') : one.conversationStart);
  const sorted = conversations.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return order === 'desc' ? sorted.reverse() : sorted;
}

function pagingOf({ paging = {} }: JsonObject): { pageSize: number; pageNumber: number } {
  const { pageSize = 25, pageNumber = 1 } = isJsonObject(paging) ? paging : {};
  if (!isCount(pageSize) || pageSize > MAX_PAGE_SIZE)
    throw new RefusedFilter('paging.pageSize', `paging.pageSize must be an integer from 1 to ${MAX_PAGE_SIZE}`);
  if (!isCount(pageNumber)) throw new RefusedFilter('paging.pageNumber', 'paging.pageNumber must be an integer from 1');
  return { pageSize, pageNumber };
}

/** Instants without an offset are UTC, as the platform takes them. */
function intervalOf({ interval, segmentFilters, conversationFilters }: JsonObject): [number, number] {
  const instants = String(interval).split('/').map(epochMsOf);
  const [fromMs, toMs] = instants;
  if (fromMs === undefined || toMs === undefined || toMs <= fromMs || instants.length > 2)
    throw new RefusedFilter(
      'interval',
      'interval must be two ISO-8601 instants joined by a slash, the earlier one first',
    );
  const isFiltered = [segmentFilters, conversationFilters].some((list) => Array.isArray(list) && list.length > 0);
  const maxDays = isFiltered ? MAX_DAYS : MAX_UNFILTERED_DAYS;
  if (toMs - fromMs > maxDays * DAY_MS)
    throw new RefusedFilter(
      'interval',
      `interval must not exceed ${maxDays} days${isFiltered ? '' : ' without filters'}`,
    );
  return [fromMs, toMs];
}

function epochMsOf(text: string): number | undefined {
  const match = INSTANT.exec(text);
  const epochMs = match === null ? NaN : Date.parse(match[3] === undefined ? `${text}Z` : text);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0;
}

function refused(fieldName: string, message: string): Answer {
  return apiError(400, { message, details: [{ errorCode: 'invalid.value', fieldName }] });
}
