import { AnalyticsFilters } from './analytics-filters.js';
import { ConversationSearch } from './conversation-search.js';
import { SearchInterval, windowsOf, formatInterval } from './search-interval.js';

/** The body of `POST /api/v2/analytics/conversations/details/query`. */
export interface ConversationQuery extends AnalyticsFilters {
  readonly interval: string;
  readonly order: 'desc';
  readonly orderBy: 'conversationStart';
  readonly paging: { readonly pageSize: number; readonly pageNumber: number };
}

/** One page to ask for. */
export interface PageRequest {
  /** What the interval of the query is. */
  readonly window: SearchInterval;
  readonly query: ConversationQuery;
}

/** How much a page was, as far as it tells whether another one follows. */
export interface PageSize {
  readonly count: number;
  /** Conversations on all pages; undefined where it was not told. */
  readonly total: number | undefined;
}

/** Walks through the pages of a search, from the newest conversation to the oldest: page by page, window by window. */
export class PageWalk {
  private readonly windows: Generator<SearchInterval>;
  private window: SearchInterval | undefined;
  private pageNumber = 1;

  constructor(
    private readonly search: ConversationSearch,
    private readonly pageSize: number,
  ) {
    this.windows = windowsOf(search.interval, search.maxSpanMs);
    this.enterWindow();
  }

  /** What to ask next; undefined where nothing is left. */
  get next(): PageRequest | undefined {
    const { window, pageNumber, pageSize } = this;
    if (!window) return undefined;
    const { segmentFilters, conversationFilters } = this.search;
    const query = {
      interval: formatInterval(window),
      order: 'desc',
      orderBy: 'conversationStart',
      paging: { pageSize, pageNumber },
      segmentFilters,
      conversationFilters,
    } as const;
    return { window, query };
  }

  /** Takes note of the page that came: an empty one is past the last, and so is what follows a total that is reached. */
  advance({ count, total }: PageSize): void {
    const isLast = total === undefined ? count < this.pageSize : total <= this.pageNumber * this.pageSize;
    if (count === 0 || isLast) this.enterWindow();
    else this.pageNumber += 1;
  }

  private enterWindow(): void {
    this.window = this.windows.next().value as SearchInterval | undefined;
    this.pageNumber = 1;
  }
}
