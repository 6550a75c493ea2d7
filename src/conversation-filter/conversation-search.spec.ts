import type { Models } from 'purecloud-platform-client-v2';
import { AnalyticsFilter } from './formula/analytics-query.js';
import { conversationSearch } from './conversation-search.js';
import { InvalidFilter } from './language/invalid-filter.js';
import { formatInterval } from './query/search-interval.js';

const OPTIONS = { nowMs: Date.parse('2026-11-21T12:00:00.000Z'), maxDays: 31 };

const search = (text: string) => conversationSearch(text, OPTIONS);

/** Formats filters as one line each. */
function format(filters: readonly AnalyticsFilter[]): string[] {
  const predicates = (list: AnalyticsFilter['predicates'] = []): string[] =>
    list.map(({ dimension, operator, value }) => [dimension, operator, value].filter(Boolean).join(' '));
  return filters.map((filter) =>
    [
      ...predicates(filter.predicates),
      ...(filter.clauses ?? []).map((clause) => `(${predicates(clause.predicates).join(` ${clause.type} `)})`),
    ].join(` ${filter.type} `),
  );
}

function rejectionOf(text: string): InvalidFilter {
  try {
    search(text);
  } catch (error) {
    if (error instanceof InvalidFilter) return error;
    throw error;
  }
  throw new Error('the filter was accepted');
}

const segmentFilters = (text: string): string[] => format(search(text).segmentFilters);
const conversationFilters = (text: string): string[] => format(search(text).conversationFilters);

describe('conversationSearch', () => {
  it("resolves the guide's example", () => {
    const { interval, maxSpanMs, ...filters } = search("queue.id='Q' AND createdDateTime >= '2024-01-01T00:00:00Z'");

    expect(formatInterval(interval)).toBe('2024-01-01T00:00:00.000Z/2026-11-21T12:00:00.000Z');
    expect(maxSpanMs).toBe(31 * 86_400_000);
    expect(filters).toEqual({
      segmentFilters: [
        {
          type: 'and',
          predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: 'Q' }],
        },
      ],
      conversationFilters: [],
    });
  });

  it("matches the types of the platform's SDK", () => {
    const { segmentFilters, conversationFilters } = search(
      'queue.id IN (a, b) AND user.id = c AND conversationEnd EXISTS',
    );
    const query: Models.ConversationQuery = {
      interval: '',
      segmentFilters: structuredClone(segmentFilters) as Models.SegmentDetailQueryFilter[],
      conversationFilters: structuredClone(conversationFilters) as Models.ConversationDetailQueryFilter[],
    };

    expect(query.segmentFilters?.[0]?.clauses?.[0]?.predicates).toHaveLength(2);
  });

  it.each([
    ['queue.id = a', ['queueId matches a']],
    ['QueueId = a', ['queueId matches a']],
    ['wrapupcode = a', ['wrapUpCode matches a']],
    ['queue.id = a AND user.id = b', ['queueId matches a and userId matches b']],
    ['queue.id = a OR user.id = b', ['queueId matches a or userId matches b']],
    ['queue.id IN (a, b)', ['queueId matches a or queueId matches b']],
    ['queue.id IN (a, b, a)', ['queueId matches a or queueId matches b']],
    ['queue.id IN (a, b) AND purpose = agent', ['purpose matches agent and (queueId matches a or queueId matches b)']],
    [
      '(queue.id = a AND user.id = b) OR (queue.id = c AND user.id = d)',
      ['(queueId matches a and userId matches b) or (queueId matches c and userId matches d)'],
    ],
    [
      'queue.id = a AND (user.id = b OR (ani = c AND dnis = d))',
      ['queueId matches a and (userId matches b or ani matches c) and (userId matches b or dnis matches d)'],
    ],
    ['wrapUpCode EXISTS', ['wrapUpCode exists']],
    ['NOT wrapUpCode EXISTS', ['wrapUpCode notExists']],
    ['NOT (wrapUpCode EXISTS OR user.id EXISTS)', ['wrapUpCode notExists and userId notExists']],
    ['direction != inbound', ['direction matches outbound or direction notExists']],
    ['NOT direction != inbound', ['direction matches inbound']],
    ['NOT direction IN (inbound, outbound)', ['direction notExists']],
    ['recording != true', ['recording matches false or recording notExists']],
    [
      'NOT (direction = inbound AND wrapUpCode EXISTS)',
      ['direction matches outbound or direction notExists or wrapUpCode notExists'],
    ],
  ])('converts %s to segment filters', (text, filters) => {
    expect(segmentFilters(text)).toEqual(filters);
    expect(conversationFilters(text)).toEqual([]);
  });

  it.each([
    ["conversationId = 'c'", ['conversationId matches c'], []],
    ['conversation.id = c AND queue.id = q', ['conversationId matches c'], ['queueId matches q']],
    ['conversationEnd NOT EXISTS', ['conversationEnd notExists'], []],
    [
      'NOT originatingDirection = inbound',
      ['originatingDirection matches outbound or originatingDirection notExists'],
      [],
    ],
    [
      '(conversationId = c AND queue.id = q) AND (ani = a OR dnis = d)',
      ['conversationId matches c'],
      ['queueId matches q and (ani matches a or dnis matches d)'],
    ],
    [
      '(conversationId = c AND queue.id = q) OR (conversationId = c AND queue.id = q AND ani = a)',
      undefined,
      undefined,
    ],
  ])('splits %s into conversation and segment filters', (text, ofConversation, ofSegment) => {
    if (!ofConversation) return void expect(() => search(text)).toThrow(InvalidFilter);
    expect(conversationFilters(text)).toEqual(ofConversation);
    expect(segmentFilters(text)).toEqual(ofSegment);
  });

  it.each([
    [
      'createdDateTime >= 2026-01-01 AND createdDateTime < 2026-01-02',
      '2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z',
    ],
    [
      'createdDateTime > 2026-01-01 AND createdDateTime <= 2026-01-02',
      '2026-01-01T00:00:00.001Z/2026-01-02T00:00:00.001Z',
    ],
    [
      'NOT (createdDateTime < 2026-11-20 OR createdDateTime >= now-1h)',
      '2026-11-20T00:00:00.000Z/2026-11-21T11:00:00.000Z',
    ],
    ['conversationStart >= now-7d', '2026-11-14T12:00:00.000Z/2026-11-21T12:00:00.000Z'],
    ['queue.id = a', '2026-11-20T12:00:00.000Z/2026-11-21T12:00:00.000Z'],
    ['queue.id = a AND createdDateTime < 2026-02-01', '2026-01-01T00:00:00.000Z/2026-02-01T00:00:00.000Z'],
    ['createdDateTime < 2026-02-01', '2026-01-25T00:00:00.000Z/2026-02-01T00:00:00.000Z'],
  ])('converts %s to the interval %s', (text, interval) => {
    expect(formatInterval(search(text).interval)).toBe(interval);
  });

  it('limits the interval of a query without filters to seven days', () => {
    expect(search('createdDateTime >= now-30d').maxSpanMs).toBe(7 * 86_400_000);
    expect(conversationSearch('createdDateTime >= now-30d', { ...OPTIONS, maxDays: 3 }).maxSpanMs).toBe(3 * 86_400_000);
  });

  it.each([
    ['foo = a', 'no such field', 1],
    ['queue.id = a AND queue.name = b', 'no such field', 18],
    ['__proto__ = a', 'no such field', 1],
    ['queue.id = a AND user.id != b', 'the platform cannot search for values of userId other than the given one', 18],
    ['NOT queue.id IN (a, b)', 'the platform cannot search for values of queueId other than the given one', 5],
    ['NOT (purpose = agent OR ani = 5)', 'the platform cannot search for values of ani other than the given one', 25],
    ['direction != Inbound', 'direction must be one of inbound, outbound', 14],
    ["queue.id = ''", 'the value is empty: check that the flow sets it', 12],
    ["queue.id IN (a, '')", 'the value is empty: check that the flow sets it', 17],
    ['ani > 5', '> works with createdDateTime only', 1],
    ['conversationEnd >= now-1h', 'conversationEnd supports EXISTS only', 1],
    ['segmentEnd = now', 'segmentEnd supports EXISTS only', 1],
    ['createdDateTime = now', 'createdDateTime supports >=, >, <= and <', 1],
    ['createdDateTime IN (now)', 'createdDateTime supports >=, >, <= and <', 1],
    ['createdDateTime EXISTS', 'createdDateTime supports >=, >, <= and <', 1],
    ['createdDateTime >= soon', "expected a time such as '2026-01-31T09:00:00Z', '2026-01-31' or now-24h", 20],
    ['createdDateTime >= now+1d', 'the start of the interval is in the future', 1],
    [
      'createdDateTime < now-2d AND createdDateTime > now-1d',
      'the interval is empty: its start is not before its end',
      30,
    ],
    ['queue.id = a OR createdDateTime > now-1d', 'a time can only be combined with the other conditions by AND', 17],
    [
      'NOT (queue.id EXISTS AND createdDateTime > now-1d)',
      'a time can only be combined with the other conditions by AND',
      26,
    ],
    [
      'queue.id = a OR conversationId = b',
      'conversationId belongs to the conversation and cannot be joined by OR to queueId',
      17,
    ],
    [
      'conversationId = b OR queue.id EXISTS',
      'queueId belongs to a segment and cannot be joined by OR to conversationId',
      23,
    ],
  ])('rejects %s: %s', (text, problem, position) => {
    expect(rejectionOf(text)).toMatchObject({
      position,
      message: `filter_expression: ${problem} (at position ${position})`,
    });
  });
});
