import { Injectable } from '@nestjs/common';
import { ConversationSearch } from '../../conversation-filter/conversation-search.js';
import { ConversationQuery, PageWalk } from '../../conversation-filter/page-walk.js';
import { TransientError } from '../../errors/action-error.js';
import { UpstreamCall } from '../../resilience/upstream/upstream-request.js';
import { ConversationCollector } from './responses/conversation-collector.js';
import { ConversationPage } from './responses/genesys-conversation-page.js';
import { GenesysClient } from './genesys.client.js';

/** Maximum number of requests for one search, over all its windows. */
const MAX_PAGES = 5;

/** Time reserved for the response with the pages found so far. */
const RESPONSE_MARGIN_MS = 500;

/** Result of a search. */
export interface SearchResult {
  /** Newest first, unchanged from the platform. */
  readonly conversations: readonly object[];
  /** Whether there may be more, because a limit of pages, time or size was reached. */
  readonly isTruncated: boolean;
}

/** The organisation's conversations, past and present. */
@Injectable()
export class GenesysConversations {
  constructor(private readonly genesys: GenesysClient) {}

  /**
   * Finds the newest conversations. A transient failure of a later page, or the deadline, ends the search and keeps its result.
   *
   * @throws the failure of the first page, or a failure of a later page that is not transient
   */
  async find(search: ConversationSearch, pageSize: number, call: UpstreamCall): Promise<SearchResult> {
    const found = new ConversationCollector();
    const walk = new PageWalk(search, pageSize);
    let isCut = false;
    for (let requests = 0; walk.next && requests < MAX_PAGES && !found.isFull; requests += 1) {
      const { query, window } = walk.next;
      const page = await (requests === 0 ? this.genesys.conversations(query, call) : this.laterPage(query, call));
      if (!page) break;
      // The upstream has ignored the page size. Its further pages are then unreliable, so the search ends.
      if (page.conversations.length > pageSize) isCut = true;
      found.add(page.conversations.slice(0, pageSize), window);
      if (isCut) break;
      walk.advance({ count: page.conversations.length, total: page.total });
    }
    return { conversations: found.all, isTruncated: isCut || found.isFull || walk.next !== undefined };
  }

  /** Returns a page after the first one; undefined if it cannot be read in time or after a transient failure. */
  private async laterPage(query: ConversationQuery, call: UpstreamCall): Promise<ConversationPage | undefined> {
    if (call.deadline.remainingMs <= RESPONSE_MARGIN_MS) return undefined;
    const deadline = call.deadline.withMargin(RESPONSE_MARGIN_MS);
    try {
      return await this.genesys.conversations(query, { ...call, deadline });
    } catch (error) {
      if (error instanceof TransientError) return undefined;
      throw error;
    } finally {
      deadline.release();
    }
  }
}
