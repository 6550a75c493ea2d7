import { ConversationSearch } from '../../conversation-filter/conversation-search.js';
import { ConversationQuery } from '../../conversation-filter/page-walk.js';
import { InternalError } from '../../errors/action-error.js';
import { UpstreamRejected, UpstreamThrottled, UpstreamUnreachable } from '../../errors/upstream-errors.js';
import { ClientDisconnected, Deadline } from '../../resilience/deadline/deadline.js';
import { GenesysConversations } from './genesys-conversations.js';
import { GenesysClient } from './genesys.client.js';

const DAY_MS = 86_400_000;
const SEARCH: ConversationSearch = {
  interval: { fromMs: Date.parse('2026-01-01'), toMs: Date.parse('2026-02-01') },
  maxSpanMs: 31 * DAY_MS,
  segmentFilters: [],
  conversationFilters: [],
};

type PageResult = number | Error;

/** A platform with `total` conversations that returns pages of a given size, or fails. */
class Platform {
  readonly requests: ConversationQuery[] = [];

  constructor(
    private readonly results: readonly PageResult[],
    private readonly total = 1_000,
  ) {}

  async conversations(query: ConversationQuery) {
    const nth = this.requests.push(query);
    const result = this.results[nth - 1] ?? 0;
    if (result instanceof Error) throw result;
    const conversations = Array.from({ length: result }, (_, index) => ({ conversationId: `${nth}-${index}` }));
    return { conversations, total: this.total };
  }
}

describe('searching for conversations', () => {
  let deadline: Deadline;

  beforeEach(() => {
    deadline = new Deadline(performance.now(), 8_000);
  });

  afterEach(() => deadline.release());

  const find = (platform: Platform, search = SEARCH) =>
    new GenesysConversations(platform as unknown as GenesysClient).find(search, 10, { deadline });

  it('requests pages until all are read', async () => {
    const platform = new Platform([10, 10, 3], 23);
    const { conversations, isTruncated } = await find(platform);

    expect([conversations.length, isTruncated]).toEqual([23, false]);
    expect(platform.requests.map(({ paging }) => paging.pageNumber)).toEqual([1, 2, 3]);
  });

  it('requests at most five pages, and reports that there is more', async () => {
    const platform = new Platform([10, 10, 10, 10, 10, 10]);
    const { conversations, isTruncated } = await find(platform);

    expect([conversations.length, isTruncated, platform.requests.length]).toEqual([50, true, 5]);
  });

  it('counts the pages of empty windows towards the five', async () => {
    const platform = new Platform([0, 0, 0, 0, 0, 10], 0);
    const { conversations, isTruncated } = await find(platform, { ...SEARCH, maxSpanMs: DAY_MS });

    expect([conversations.length, isTruncated, platform.requests.length]).toEqual([0, true, 5]);
  });

  it.each([
    ['throttles the calls', new UpstreamThrottled('x')],
    ['cannot be reached', new UpstreamUnreachable('x', 'y')],
  ])('returns the read pages if the platform then %s', async (_, failure) => {
    const { conversations, isTruncated } = await find(new Platform([10, 10, failure]));

    expect([conversations.length, isTruncated]).toEqual([20, true]);
  });

  it.each([
    ['a failure of the first page', [new UpstreamThrottled('x')]],
    ['a permanent failure of a later page', [10, new UpstreamRejected('x', 403)]],
    ['a bug of this service on a later page', [10, new InternalError()]],
    ['a disconnect of the caller', [10, new ClientDisconnected()]],
  ])('fails after %s', async (_, results) => {
    await expect(find(new Platform(results))).rejects.toBe(results.at(-1));
  });

  it('requests no further page if too little time is left', async () => {
    deadline.release();
    deadline = new Deadline(performance.now(), 400);
    const platform = new Platform([10, 10]);
    const { conversations, isTruncated } = await find(platform);

    expect([conversations.length, isTruncated, platform.requests.length]).toEqual([10, true, 1]);
  });

  it('reserves half a second for the response after the first page', async () => {
    const limitsMs: number[] = [];
    const genesys = {
      conversations: async (_query: unknown, call: { deadline: Deadline }) => {
        limitsMs.push(Math.round((deadline.remainingMs - call.deadline.remainingMs) / 100) * 100);
        return { conversations: [{}], total: 30 };
      },
    } as unknown as GenesysClient;
    await new GenesysConversations(genesys).find(SEARCH, 10, { deadline });

    expect(limitsMs).toEqual([0, 500, 500]);
  });
});
