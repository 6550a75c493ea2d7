import { Injectable } from '@nestjs/common';
import { ConversationSearch } from '../../conversation-filter/conversation-search.js';
import { ConversationQuery, PageWalk } from '../../conversation-filter/page-walk.js';
import { TransientError } from '../../errors/action-error.js';
import { UpstreamCall } from '../../resilience/upstream/upstream-request.js';
import { ConversationCollector } from './responses/conversation-collector.js';
import { ConversationPage } from './responses/genesys-conversation-page.js';
import { GenesysClient } from './genesys.client.js';

/** How often the platform is asked for one search, over all its windows. */
const MAX_PAGES = 5;

/** What is left of the call for answering with the pages that are there. */
const ANSWER_MARGIN_MS = 500;

/** What a search found. */
export interface SearchResult {
  /** The newest first, as the platform gives them. */
  readonly conversations: readonly object[];
  /** Whether there may be more: pages, time or room were used up. */
  readonly isTruncated: boolean;
}

/** The organisation's conversations, past and present. */
@Injectable()
export class GenesysConversations {
  constructor(private readonly genesys: GenesysClient) {}

  /**
   * Finds the newest conversations. What has been found is not lost when a later page fails in passing, or time runs out.
   *
   * @throws what the first page fails with, or any page but for passing reasons
   */
  async find(search: ConversationSearch, pageSize: number, call: UpstreamCall): Promise<SearchResult> {
    const found = new ConversationCollector();
    const walk = new PageWalk(search, pageSize);
    let isCut = false;
    for (let asked = 0; walk.next && asked < MAX_PAGES && !found.isFull; asked += 1) {
      const { query, window } = walk.next;
      const page = await (asked === 0 ? this.genesys.conversations(query, call) : this.another(query, call));
      if (!page) break;
      // More than the page that was requested: an upstream that does not count is not asked for more.
      if (page.conversations.length > pageSize) isCut = true;
      found.add(page.conversations.slice(0, pageSize), window);
      if (isCut) break;
      walk.advance({ count: page.conversations.length, total: page.total });
    }
    return { conversations: found.all, isTruncated: isCut || found.isFull || walk.next !== undefined };
  }

  /** A page beyond the first; undefined where it is not to be had in time. */
  private async another(query: ConversationQuery, call: UpstreamCall): Promise<ConversationPage | undefined> {
    if (call.deadline.remainingMs <= ANSWER_MARGIN_MS) return undefined;
    const deadline = call.deadline.withMargin(ANSWER_MARGIN_MS);
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
