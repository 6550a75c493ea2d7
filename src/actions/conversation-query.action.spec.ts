import { ConversationSearch } from '../conversation-filter/conversation-search.js';
import { DataActionCall } from '../data-actions/request/data-action-call.js';
import { dataActionOf } from '../data-actions/contract/data-action.metadata.js';
import { UpstreamUnavailable } from '../errors/upstream-errors.js';
import { GenesysAnalyticsConfig } from '../upstreams/genesys/genesys-analytics.config.js';
import { GenesysConversations, SearchResult } from '../upstreams/genesys/genesys-conversations.js';
import { ConversationQueryAction } from './conversation-query.action.js';

const CALL = { record: { arrivedAtEpochMs: Date.parse('2026-11-21T12:00:00Z') } } as DataActionCall;
const FOUND: SearchResult = { conversations: [{ conversationId: 'c-1' }], isTruncated: true };

describe('ConversationQueryAction', () => {
  const asked: [ConversationSearch, number, unknown][] = [];
  const conversations = {
    find: async (...question: [ConversationSearch, number, unknown]) => {
      asked.push(question);
      return FOUND;
    },
  } as unknown as GenesysConversations;
  const action = new ConversationQueryAction(conversations, new GenesysAnalyticsConfig());

  beforeEach(() => asked.splice(0));

  it('searches for what the filter means at the time of the call, and tells the interval', async () => {
    const input = { filter_expression: "queue.id = 'q' AND createdDateTime >= now-2h" };

    expect(await action.execute(input, CALL)).toEqual({
      conversations: [{ conversationId: 'c-1' }],
      interval: '2026-11-21T10:00:00.000Z/2026-11-21T12:00:00.000Z',
      truncated: true,
    });
    expect(asked).toEqual([
      [
        {
          interval: { fromMs: 1_795_255_200_000, toMs: 1_795_262_400_000 },
          maxSpanMs: 2_678_400_000,
          segmentFilters: [
            {
              type: 'and',
              predicates: [{ type: 'dimension', dimension: 'queueId', operator: 'matches', value: 'q' }],
            },
          ],
          conversationFilters: [],
        },
        100,
        CALL,
      ],
    ]);
  });

  it.each([
    [undefined, 100],
    [1, 1],
    [100, 100],
    [101, 100],
    [1_000_000, 100],
  ])('takes a page size of %s for %i', async (page_size, pageSize) => {
    await action.execute({ filter_expression: 'ani = 1', ...(page_size && { page_size }) }, CALL);

    expect(asked[0]?.[1]).toBe(pageSize);
  });

  it('counts what it found beside the output, and shows what the platform said beside a failure', () => {
    const { extras, failureStyle } = dataActionOf(ConversationQueryAction) ?? {};
    const answer = { status: 503, headers: {}, text: 'down for maintenance' };

    expect(failureStyle).toBe('in-body');
    expect(extras?.ofOutput({ conversations: [{}, {}] })).toEqual({ record_count: 2, raw_response: '' });
    expect(extras?.ofFailure(new UpstreamUnavailable('Genesys Cloud', 503, { answer }))).toEqual({
      record_count: 0,
      raw_response: 'down for maintenance',
    });
  });
});
