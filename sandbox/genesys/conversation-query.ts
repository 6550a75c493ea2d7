import { isJsonObject } from '../json-object.js';
import type { Answer, SimulatorRequest } from '../route.js';
import { apiError } from './api-error.js';
import { conversationsBetween } from './conversations.js';

const MAX_DAYS = 31;
const MAX_PAGE_SIZE = 100;
const DAY_MS = 86_400_000;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?$/;
const ORDERS = ['asc', 'desc'];
const ORDERED_BY = ['conversationStart', 'conversationEnd', 'segmentStart', 'segmentEnd'];

/** `POST /api/v2/analytics/conversations/details/query`: an interval of 31 days at most, in pages of 100 at most; filters are accepted and not yet applied. */
export function queryConversations({ json }: SimulatorRequest): Answer {
  if (!isJsonObject(json)) return refused('body', 'A JSON body is required');
  const { interval, order = 'asc', orderBy = 'conversationStart', paging = {} } = json;
  const [fromMs, toMs] = instantsOf(interval);
  if (fromMs === undefined || toMs === undefined || toMs <= fromMs)
    return refused('interval', 'interval must be two ISO-8601 instants joined by a slash, the earlier one first');
  if (toMs - fromMs > MAX_DAYS * DAY_MS) return refused('interval', `interval must not exceed ${MAX_DAYS} days`);
  if (!ORDERS.includes(String(order))) return refused('order', `order must be one of ${ORDERS.join(', ')}`);
  if (!ORDERED_BY.includes(String(orderBy)))
    return refused('orderBy', `orderBy must be one of ${ORDERED_BY.join(', ')}`);
  const { pageSize = 25, pageNumber = 1 } = isJsonObject(paging) ? paging : {};
  if (!isCount(pageSize) || pageSize > MAX_PAGE_SIZE)
    return refused('paging.pageSize', `paging.pageSize must be an integer from 1 to ${MAX_PAGE_SIZE}`);
  if (!isCount(pageNumber)) return refused('paging.pageNumber', 'paging.pageNumber must be an integer from 1');
  const found = conversationsBetween(fromMs, toMs);
  if (order === 'desc') found.reverse();
  const conversations = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
  return { status: 200, body: conversations.length === 0 ? {} : { conversations, totalHits: found.length } };
}

function refused(fieldName: string, message: string): Answer {
  return apiError(400, { message, details: [{ errorCode: 'invalid.value', fieldName }] });
}

/** Instants without an offset are UTC, as the platform takes them. */
function instantsOf(interval: unknown): (number | undefined)[] {
  return String(interval)
    .split('/')
    .map((text) => {
      const match = INSTANT.exec(text);
      const epochMs = match === null ? NaN : Date.parse(match[3] === undefined ? `${text}Z` : text);
      return Number.isNaN(epochMs) ? undefined : epochMs;
    });
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0;
}
