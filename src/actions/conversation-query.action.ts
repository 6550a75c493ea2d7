import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsNotEmpty, IsOptional, IsString, Min } from 'class-validator';
import { loadSearch } from '../conversation-filter/load-search.js';
import { formatInterval } from '../conversation-filter/query/search-interval.js';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../data-actions/request/context/data-action-call.js';
import { GenesysAnalyticsConfig } from '../upstreams/genesys/genesys-analytics.config.js';
import { GenesysConversations } from '../upstreams/genesys/genesys-conversations.js';
import { rawResponse } from '../upstreams/genesys/responses/raw-response.js';

class ConversationQueryInput {
  /**
   * Filter: comparisons combined with AND, OR, NOT and parentheses. See docs/conversation-filter.md.
   * @example "mediaType = 'voice' AND createdDateTime >= now-24h"
   */
  @IsString()
  @IsNotEmpty()
  readonly filter_expression: string;

  /**
   * Conversations per page, at most 100 (larger values count as 100). At most five pages are fetched.
   * @example 50
   */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly page_size?: number;
}

/** Fields that every conversation has, so that a flow can bind them. Other fields come from the platform unchanged. */
const CONVERSATION = {
  type: 'object',
  properties: {
    conversationId: { type: 'string', description: 'Id of the conversation.' },
    conversationStart: { type: 'string', description: 'Start, in UTC.' },
    originatingDirection: { type: 'string', description: 'inbound or outbound.' },
  },
  additionalProperties: true,
};

class ConversationQueryOutput {
  /** Newest first. */
  @ApiProperty({ type: 'array', items: CONVERSATION, example: [] })
  readonly conversations: readonly object[];

  /**
   * Time range of the conversation starts: includes the first instant, excludes the second.
   * @example "2026-11-20T10:15:00.000Z/2026-11-21T10:15:00.000Z"
   */
  readonly interval: string;

  /**
   * True if more conversations may match: the limit of pages, time or response size was reached.
   * @example false
   */
  readonly truncated: boolean;
}

class ConversationQueryExtras {
  /**
   * Number of conversations; 0 on failure.
   * @example 0
   */
  @ApiProperty({ type: 'integer' })
  readonly record_count: number;

  /** Response body of the platform on failure, without tokens and keys, at most 1,000 characters; empty on success. */
  readonly raw_response: string;
}

/** Returns an empty list if nothing matches, and the newest conversations with `truncated: true` if too many match. */
@DataAction('conversation-query', {
  effect: 'read',
  summary: "Searches conversations, for a flow that needs a caller's history",
  needs: ['GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET'],
  alsoServedAt: ['/api/query'],
  failureStyle: 'in-body',
  extras: {
    fields: ConversationQueryExtras,
    ofOutput: ({ conversations }: ConversationQueryOutput): ConversationQueryExtras => ({
      record_count: conversations.length,
      raw_response: '',
    }),
    ofFailure: (failure): ConversationQueryExtras => ({ record_count: 0, raw_response: rawResponse(failure) }),
  },
})
export class ConversationQueryAction {
  constructor(
    private readonly conversations: GenesysConversations,
    private readonly config: GenesysAnalyticsConfig,
  ) {}

  @Execute(ConversationQueryOutput)
  async execute(
    @Input() { filter_expression, page_size }: ConversationQueryInput,
    @Call() call: DataActionCall,
  ): Promise<ConversationQueryOutput> {
    const { maxDays, pageSize } = this.config;
    const conversationSearch = await loadSearch();
    const search = conversationSearch(filter_expression, { nowMs: call.record.arrivedAtEpochMs, maxDays });
    const { conversations, isTruncated } = await this.conversations.find(
      search,
      Math.min(page_size ?? pageSize, pageSize),
      call,
    );
    return { conversations, interval: formatInterval(search.interval), truncated: isTruncated };
  }
}
