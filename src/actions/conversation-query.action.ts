import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsNotEmpty, IsOptional, IsString, Min } from 'class-validator';
import { loadSearch } from '../conversation-filter/load-search.js';
import { formatInterval } from '../conversation-filter/search-interval.js';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../data-actions/request/data-action-call.js';
import { GenesysAnalyticsConfig } from '../upstreams/genesys/genesys-analytics.config.js';
import { GenesysConversations } from '../upstreams/genesys/genesys-conversations.js';
import { rawResponse } from '../upstreams/genesys/responses/raw-response.js';

class ConversationQueryInput {
  /**
   * Which conversations: comparisons joined by AND, OR, NOT and parentheses, as docs/conversation-filter.md has them.
   * @example "mediaType = 'voice' AND createdDateTime >= now-24h"
   */
  @IsString()
  @IsNotEmpty()
  readonly filter_expression: string;

  /**
   * Conversations on each of the five pages at most that are fetched; a larger number counts as the largest, 100.
   * @example 50
   */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly page_size?: number;
}

/** What every conversation has, and a flow can therefore bind; the rest is as the platform gives it. */
const CONVERSATION = {
  type: 'object',
  properties: {
    conversationId: { type: 'string' },
    conversationStart: { type: 'string' },
    originatingDirection: { type: 'string' },
  },
  additionalProperties: true,
};

class ConversationQueryOutput {
  /** The newest first, as the platform gives them. */
  @ApiProperty({ type: 'array', items: CONVERSATION, example: [] })
  readonly conversations: readonly object[];

  /**
   * The time in which they began: from the first instant on, before the second.
   * @example "2026-11-20T10:15:00.000Z/2026-11-21T10:15:00.000Z"
   */
  readonly interval: string;

  /**
   * Whether there may be more: the pages, the time or the room for an answer were used up.
   * @example false
   */
  readonly truncated: boolean;
}

class ConversationQueryExtras {
  /**
   * How many conversations were found; 0 on failure.
   * @example 0
   */
  @ApiProperty({ type: 'integer' })
  readonly record_count: number;

  /** What the platform answered, on failure: at most 1,000 characters, without tokens and keys. */
  readonly raw_response: string;
}

/** A flow that finds nothing gets an empty list; one that finds too much gets the newest and is told so. */
@DataAction('conversation-query', {
  effect: 'read',
  summary: 'Searches conversations, so that the flow can tell what a caller has been through',
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
