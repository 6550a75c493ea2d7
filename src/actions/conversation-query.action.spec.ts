import { ConversationSearch } from '../conversation-filter/conversation-search.js';
import { DataActionCall } from '../data-actions/request/context/data-action-call.js';
import { dataActionOf } from '../data-actions/contract/data-action.metadata.js';
import { UpstreamUnavailable } from '../errors/upstream-errors.js';
import { GenesysAnalyticsConfig } from '../upstreams/genesys/genesys-analytics.config.js';
import { GenesysConversations, SearchResult } from '../upstreams/genesys/genesys-conversations.js';
import { ConversationQueryAction } from './conversation-query.action.js';

const CALL = { record: { arrivedAtEpochMs: Date.parse('2026-11-21T12:00:00Z') } } as DataActionCall;
const RESULT: SearchResult = { conversations: [{ conversationId: 'c-1' }], isTruncated: true };

describe('ConversationQueryAction', () => {
  const searches: [ConversationSearch, number, unknown][] = [];
  const conversations = {
    find: async (...search: [ConversationSearch, number, unknown]) => {
      searches.push(search);
      return RESULT;
    },
  } as unknown as GenesysConversations;
  const action = new ConversationQueryAction(conversations, new GenesysAnalyticsConfig());

  beforeEach(() => searches.splice(0));

  it('resolves relative times when it is called, and returns the interval', async () => {
    const input = { filter_expression: "queue.id = 'q' AND createdDateTime >= now-2h" };

    expect(await action.execute(input, CALL)).toEqual({
      conversations: [{ conversationId: 'c-1' }],
      interval: '2026-11-21T10:00:00.000Z/2026-11-21T12:00:00.000Z',
      truncated: true,
    });
    expect(searches).toEqual([
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
  ])('resolves the page size %s to %i', async (page_size, pageSize) => {
    await action.execute({ filter_expression: 'ani = 1', ...(page_size && { page_size }) }, CALL);

    expect(searches[0]?.[1]).toBe(pageSize);
  });

  it('adds the number of conversations to the output and the raw response to a failure', () => {
    const { extras, failureStyle } = dataActionOf(ConversationQueryAction) ?? {};
    const response = { status: 503, headers: {}, text: 'down for maintenance' };

    expect(failureStyle).toBe('in-body');
    expect(extras?.ofOutput({ conversations: [{}, {}] })).toEqual({ record_count: 2, raw_response: '' });
    expect(extras?.ofFailure(new UpstreamUnavailable('Genesys Cloud', 503, { response }))).toEqual({
      record_count: 0,
      raw_response: 'down for maintenance',
    });
  });
});
