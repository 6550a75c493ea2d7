import { isJsonObject, type JsonObject } from '../../json/json-object.js';
import type { SimulatorResponse, SimulatorRequest } from '../../simulator/route.js';
import { CONVERSATION_DIMENSIONS, SEGMENT_DIMENSIONS } from './analytics-dimensions.js';
import { readFilters, InvalidFilter, type Facts, type Test } from './analytics-filter.js';
import { apiError } from '../api-error.js';
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
 * `POST /api/v2/analytics/conversations/details/query`: conversations by interval (up to 31 days, 7 without filters) and
 * filters, in pages of up to 100. An empty page is `{}`.
 */
export function queryConversations({ json }: SimulatorRequest): SimulatorResponse {
  if (!isJsonObject(json)) return errorResponse('body', 'A JSON body is required');
  try {
    const found = select(json, sortConversations(json, conversationsWithin(...intervalOf(json))));
    const { pageSize, pageNumber } = pagingOf(json);
    const conversations = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
    return { status: 200, body: conversations.length === 0 ? {} : { conversations, totalHits: found.length } };
  } catch (error) {
    if (error instanceof InvalidFilter) return errorResponse(error.fieldName, error.message);
    throw error;
  }
}

/** Selects conversations that match all conversation filters and, for each segment filter, have a matching segment. */
function select(json: JsonObject, conversations: readonly Conversation[]): Conversation[] {
  const ofConversation = readFilters(json['conversationFilters'], 'conversationFilters', CONVERSATION_DIMENSIONS);
  const ofSegments = readFilters(json['segmentFilters'], 'segmentFilters', SEGMENT_DIMENSIONS);
  const matchesSome = (segments: readonly Facts[]) => (test: Test) => segments.some(test);
  return conversations.filter(
    (conversation) =>
      ofConversation.every((test) => test([conversation])) && ofSegments.every(matchesSome(segmentsOf(conversation))),
  );
}

/** Returns each segment with its session and participant. */
function segmentsOf({ participants }: Conversation): Facts[] {
  return participants.flatMap((participant) =>
    participant.sessions.flatMap((session) => session.segments.map((segment) => [segment, session, participant])),
  );
}

function sortConversations(json: JsonObject, conversations: readonly Conversation[]): readonly Conversation[] {
  const { order = 'asc', orderBy = 'conversationStart' } = json;
  if (!ORDERS.includes(String(order))) throw new InvalidFilter('order', `order must be one of ${ORDERS.join(', ')}`);
  if (!ORDERED_BY.includes(String(orderBy)))
    throw new InvalidFilter('orderBy', `orderBy must be one of ${ORDERED_BY.join(', ')}`);
  const isByEnd = orderBy === 'conversationEnd' || orderBy === 'segmentEnd';
  const keyOf = (one: Conversation) => (isByEnd ? (one.conversationEnd ?? '9') : one.conversationStart);
  const sorted = conversations.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return order === 'desc' ? sorted.reverse() : sorted;
}

function pagingOf({ paging = {} }: JsonObject): { pageSize: number; pageNumber: number } {
  const { pageSize = 25, pageNumber = 1 } = isJsonObject(paging) ? paging : {};
  if (!isCount(pageSize) || pageSize > MAX_PAGE_SIZE)
    throw new InvalidFilter('paging.pageSize', `paging.pageSize must be an integer from 1 to ${MAX_PAGE_SIZE}`);
  if (!isCount(pageNumber)) throw new InvalidFilter('paging.pageNumber', 'paging.pageNumber must be an integer from 1');
  return { pageSize, pageNumber };
}

/** Parses the interval of a query. Times without an offset are UTC, as on the platform. */
function intervalOf({ interval, segmentFilters, conversationFilters }: JsonObject): [number, number] {
  const instants = String(interval).split('/').map(epochMsOf);
  const [fromMs, toMs] = instants;
  if (fromMs === undefined || toMs === undefined || toMs <= fromMs || instants.length > 2)
    throw new InvalidFilter(
      'interval',
      'interval must be two ISO 8601 times separated by a slash, the earlier one first',
    );
  const isFiltered = [segmentFilters, conversationFilters].some((list) => Array.isArray(list) && list.length > 0);
  const maxDays = isFiltered ? MAX_DAYS : MAX_UNFILTERED_DAYS;
  if (toMs - fromMs > maxDays * DAY_MS)
    throw new InvalidFilter(
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

function errorResponse(fieldName: string, message: string): SimulatorResponse {
  return apiError(400, { message, details: [{ errorCode: 'invalid.value', fieldName }] });
}
