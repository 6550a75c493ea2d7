import { queryConversations } from './conversation-query.js';

interface Found {
  readonly conversations: { conversationId: string; conversationStart: string; participants: { purpose: string }[] }[];
  readonly totalHits: number;
}

const TEN_HOURS = '2026-01-01T00:00:00Z/2026-01-01T10:00:00Z';

function query(json: unknown) {
  return queryConversations({
    method: 'POST',
    path: '/api/v2/analytics/conversations/details/query',
    params: {},
    query: new URLSearchParams(),
    headers: {},
    text: '',
    json,
  });
}

function found(json: unknown): Found {
  return query(json).body as Found;
}

function only(dimension: string, value: string) {
  return { type: 'and', predicates: [{ type: 'dimension', dimension, operator: 'matches', value }] };
}

describe('the conversation query', () => {
  it('returns the conversations that began in the interval, 25 per page, oldest first', () => {
    const { conversations, totalHits } = found({ interval: TEN_HOURS });

    expect(totalHits).toBe(30);
    expect(conversations).toHaveLength(25);
    expect(conversations.slice(0, 3).map(({ conversationStart }) => conversationStart)).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:20:00.000Z',
      '2026-01-01T00:40:00.000Z',
    ]);
  });

  it("returns a conversation in the platform's format", () => {
    const [conversation] = found({ interval: TEN_HOURS }).conversations;

    expect(conversation).toMatchObject({
      conversationId: 'cf1d80b9-085e-41dd-9677-e078862cddf3',
      conversationEnd: '2026-01-01T00:05:10.000Z',
      originatingDirection: 'inbound',
      divisionIds: ['8c147bd6-b292-4132-8804-5f48dd6578c9'],
    });
    expect(conversation?.participants.map(({ purpose }) => purpose)).toEqual(['customer', 'acd', 'agent']);
    expect(conversation?.participants[2]).toMatchObject({
      userId: '5dcc28c8-2c5b-4781-9f66-25480ae5cf9a',
      sessions: [
        {
          mediaType: 'voice',
          direction: 'inbound',
          ani: 'tel:+13175557493',
          segments: [
            {
              queueId: '36715470-2159-469d-b07b-dbf29bc97f1d',
              segmentType: 'interact',
              segmentStart: '2026-01-01T00:00:32.000Z',
              segmentEnd: '2026-01-01T00:05:10.000Z',
              disconnectType: 'client',
            },
            { segmentType: 'wrapup', wrapUpCode: '3d83c24d-2386-41a6-81c0-8e9d595af084' },
          ],
        },
      ],
    });
  });

  it('returns pages without gaps or repetitions, in both orders', () => {
    for (const order of ['asc', 'desc']) {
      const page = (pageNumber: number) => found({ interval: TEN_HOURS, order, paging: { pageSize: 10, pageNumber } });
      const starts = [1, 2, 3].flatMap((nth) => page(nth).conversations.map((one) => one.conversationStart));

      expect(new Set(starts).size).toBe(30);
      expect(starts[0]).toBe(order === 'asc' ? '2026-01-01T00:00:00.000Z' : '2026-01-01T09:40:00.000Z');
      expect(starts[29]).toBe(order === 'asc' ? '2026-01-01T09:40:00.000Z' : '2026-01-01T00:00:00.000Z');
    }
  });

  it.each([
    ['a page after the last one', { interval: TEN_HOURS, paging: { pageSize: 10, pageNumber: 4 } }],
    ['an interval between two conversations', { interval: '2026-01-01T00:13:00Z/2026-01-01T00:19:00Z' }],
    ['filters without a match', { interval: TEN_HOURS, segmentFilters: [only('queueId', 'none')] }],
  ])('returns an empty object for %s', (_, json) => {
    expect(query(json)).toEqual({ status: 200, body: {} });
  });

  it('returns conversations that begin in the interval, and active ones that began earlier on its first day', () => {
    const startsIn = (interval: string) => found({ interval }).conversations.map((one) => one.conversationStart);

    expect(startsIn('2026-01-01T00:20:00Z/2026-01-01T01:00:00Z')).toEqual([
      '2026-01-01T00:20:00.000Z',
      '2026-01-01T00:40:00.000Z',
    ]);
    expect(startsIn('2026-01-01T00:05:10Z/2026-01-01T00:20:01Z')).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:20:00.000Z',
    ]);
    expect(query({ interval: '2026-01-01T00:05:10.001Z/2026-01-01T00:20:00Z' }).body).toEqual({});
  });

  it('applies conversation filters and segment filters', () => {
    const queueId = '36715470-2159-469d-b07b-dbf29bc97f1d';
    const both = {
      interval: TEN_HOURS,
      segmentFilters: [only('queueId', queueId)],
      conversationFilters: [only('conversationId', 'cf1d80b9-085e-41dd-9677-e078862cddf3')],
    };

    expect(found({ ...both, conversationFilters: [] }).totalHits).toBe(2);
    expect(found(both).conversations.map((one) => one.conversationId)).toEqual([
      'cf1d80b9-085e-41dd-9677-e078862cddf3',
    ]);
  });

  it('requires one segment that matches a whole filter, but different filters can match different segments', () => {
    const customer = { dimension: 'purpose', value: 'customer' };
    const wrapUp = { dimension: 'segmentType', value: 'wrapup' };
    const filter = (...predicates: object[]) => ({ type: 'and', predicates });

    expect(query({ interval: TEN_HOURS, segmentFilters: [filter(customer, wrapUp)] }).body).toEqual({});
    expect(found({ interval: TEN_HOURS, segmentFilters: [filter(customer), filter(wrapUp)] }).totalHits).toBe(17);
  });

  it.each([
    '2026-01-01T00:00:00/2026-01-01T10:00:00',
    '2026-01-01T00:00/2026-01-01T10:00',
    '2026-01-01T01:00:00.000+01:00/2026-01-01T05:00:00-0500',
  ])('accepts the interval %s', (interval) => {
    expect(found({ interval }).totalHits).toBe(30);
  });

  it('accepts a week, and 31 days with a filter', () => {
    const voice = { segmentFilters: [only('dnis', 'tel:+13175550100')] };

    expect(found({ interval: '2026-01-01T00:00:00Z/2026-01-08T00:00:00Z' }).totalHits).toBe(504);
    expect(found({ interval: '2026-01-01T00:00:00Z/2026-02-01T00:00:00Z', ...voice }).totalHits).toBe(2232);
  });

  it.each([
    [undefined, 'body'],
    [[], 'body'],
    [{}, 'interval'],
    [{ interval: '2026-01-01T00:00:00Z' }, 'interval'],
    [{ interval: 'yesterday/today' }, 'interval'],
    [{ interval: '2026-01-01/2026-01-02' }, 'interval'],
    [{ interval: '2026-13-01T00:00:00Z/2026-01-02T00:00:00Z' }, 'interval'],
    [{ interval: '2026-01-02T00:00:00Z/2026-01-01T00:00:00Z' }, 'interval'],
    [{ interval: '2026-01-01T00:00:00Z/2026-01-08T00:00:01Z' }, 'interval'],
    [
      {
        interval: '2026-01-01T00:00:00Z/2026-02-01T00:00:01Z',
        conversationFilters: [only('originatingDirection', 'inbound')],
      },
      'interval',
    ],
    [{ interval: TEN_HOURS, segmentFilters: [{}] }, 'segmentFilters[0].type'],
    [
      { interval: TEN_HOURS, conversationFilters: [only('queueId', 'q')] },
      'conversationFilters[0].predicates[0].dimension',
    ],
    [{ interval: TEN_HOURS, order: 'up' }, 'order'],
    [{ interval: TEN_HOURS, orderBy: 'name' }, 'orderBy'],
    [{ interval: TEN_HOURS, paging: { pageSize: 101 } }, 'paging.pageSize'],
    [{ interval: TEN_HOURS, paging: { pageSize: '10' } }, 'paging.pageSize'],
    [{ interval: TEN_HOURS, paging: { pageNumber: 0 } }, 'paging.pageNumber'],
  ])('rejects %j and names the invalid field', (json, fieldName) => {
    expect(query(json)).toMatchObject({
      status: 400,
      body: { code: 'bad.request', status: 400, details: [{ errorCode: 'invalid.value', fieldName }] },
    });
  });
});
