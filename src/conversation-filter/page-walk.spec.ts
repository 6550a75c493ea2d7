import { PageRequest, PageSize, PageWalk } from './page-walk.js';

const DAY_MS = 86_400_000;
const FILTER = { type: 'and', predicates: [{ type: 'dimension', dimension: 'ani', operator: 'exists' }] } as const;

function walkOver(from: string, to: string): PageWalk {
  const interval = { fromMs: Date.parse(from), toMs: Date.parse(to) };
  return new PageWalk({ interval, maxSpanMs: 31 * DAY_MS, segmentFilters: [FILTER], conversationFilters: [] }, 10);
}

const format = (request: PageRequest | undefined): string =>
  request ? `${request.query.interval.replace(/T00:00:00.000Z/g, '')} page ${request.query.paging.pageNumber}` : 'end';

/** Returns the requests of a walk that receives these pages. */
function requestsOf(walk: PageWalk, ...pages: PageSize[]): string[] {
  return [
    format(walk.next),
    ...pages.map((page) => {
      walk.advance(page);
      return format(walk.next);
    }),
  ];
}

const page = (count: number, total?: number): PageSize => ({ count, total });

describe('PageWalk', () => {
  it('starts with the newest conversations of the newest window', () => {
    expect(walkOver('2026-01-01', '2026-01-02').next?.query).toEqual({
      interval: '2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z',
      order: 'desc',
      orderBy: 'conversationStart',
      paging: { pageSize: 10, pageNumber: 1 },
      segmentFilters: [FILTER],
      conversationFilters: [],
    });
  });

  it('continues page by page, then window by window, and ends', () => {
    const walk = walkOver('2026-01-01', '2026-02-02');

    expect(requestsOf(walk, page(10, 12), page(2, 12), page(10, 20), page(10, 20))).toEqual([
      '2026-01-02/2026-02-02 page 1',
      '2026-01-02/2026-02-02 page 2',
      '2026-01-01/2026-01-02 page 1',
      '2026-01-01/2026-01-02 page 2',
      'end',
    ]);
  });

  it.each([
    ['an empty page', page(0), 'end'],
    ['an empty page below the total', page(0, 99), 'end'],
    ['a short page without a total', page(9), 'end'],
    ['a full page without a total', page(10), '2026-01-01/2026-01-02 page 2'],
    ['a full page that reaches the total', page(10, 10), 'end'],
    ['a short page below the total', page(9, 11), '2026-01-01/2026-01-02 page 2'],
  ])('continues after %s with: %s', (_, first, next) => {
    expect(requestsOf(walkOver('2026-01-01', '2026-01-02'), first)[1]).toBe(next);
  });
});
