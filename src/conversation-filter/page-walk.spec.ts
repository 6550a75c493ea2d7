import { PageRequest, PageSize, PageWalk } from './page-walk.js';

const DAY_MS = 86_400_000;
const FILTER = { type: 'and', predicates: [{ type: 'dimension', dimension: 'ani', operator: 'exists' }] } as const;

function walkOver(from: string, to: string): PageWalk {
  const interval = { fromMs: Date.parse(from), toMs: Date.parse(to) };
  return new PageWalk({ interval, maxSpanMs: 31 * DAY_MS, segmentFilters: [FILTER], conversationFilters: [] }, 10);
}

const shown = (request: PageRequest | undefined): string =>
  request
    ? `${request.query.interval.replace(/T00:00:00.000Z/g, '')} page ${request.query.paging.pageNumber}`
    : 'nothing';

/** What is asked, one after another, when these are the pages. */
function asked(walk: PageWalk, ...pages: PageSize[]): string[] {
  return [
    shown(walk.next),
    ...pages.map((page) => {
      walk.advance(page);
      return shown(walk.next);
    }),
  ];
}

const page = (count: number, total?: number): PageSize => ({ count, total });

describe('the walk through the pages of a search', () => {
  it('begins with the newest conversations of the newest window', () => {
    expect(walkOver('2026-01-01', '2026-01-02').next?.query).toEqual({
      interval: '2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z',
      order: 'desc',
      orderBy: 'conversationStart',
      paging: { pageSize: 10, pageNumber: 1 },
      segmentFilters: [FILTER],
      conversationFilters: [],
    });
  });

  it('goes on page by page and then window by window, and ends', () => {
    const walk = walkOver('2026-01-01', '2026-02-02');

    expect(asked(walk, page(10, 12), page(2, 12), page(10, 20), page(10, 20))).toEqual([
      '2026-01-02/2026-02-02 page 1',
      '2026-01-02/2026-02-02 page 2',
      '2026-01-01/2026-01-02 page 1',
      '2026-01-01/2026-01-02 page 2',
      'nothing',
    ]);
  });

  it.each([
    ['an empty page', page(0), 'nothing'],
    ['an empty page of many', page(0, 99), 'nothing'],
    ['a short page without a total', page(9), 'nothing'],
    ['a full page without a total', page(10), '2026-01-01/2026-01-02 page 2'],
    ['a full page that is all', page(10, 10), 'nothing'],
    ['a short page of more', page(9, 11), '2026-01-01/2026-01-02 page 2'],
  ])('after %s asks for %s', (_, first, next) => {
    expect(asked(walkOver('2026-01-01', '2026-01-02'), first)[1]).toBe(next);
  });
});
