import { AnalyticsFilters } from './query/analytics-filters.js';
import { ConversationSearch } from './conversation-search.js';
import { SearchInterval, windowsOf, formatInterval } from './query/search-interval.js';

/** The body of `POST /api/v2/analytics/conversations/details/query`. */
export interface ConversationQuery extends AnalyticsFilters {
  readonly interval: string;
  readonly order: 'desc';
  readonly orderBy: 'conversationStart';
  readonly paging: { readonly pageSize: number; readonly pageNumber: number };
}

export interface PageRequest {
  readonly window: SearchInterval;
  readonly query: ConversationQuery;
}

export interface PageSize {
  readonly count: number;
  /** Conversations on all pages; undefined if the platform sent no total. */
  readonly total: number | undefined;
}

/** Iterates over the pages of a search, window by window, from the newest conversation to the oldest. */
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

  /** Next page to request; undefined after the last one. */
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

  /**
   * Moves to the next page, or to the next window after the last page. A page is the last one if it is empty or reaches
   * the total. If the total is unknown, a page that is not full is the last one.
   */
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
