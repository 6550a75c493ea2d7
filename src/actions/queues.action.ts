import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../data-actions/request/context/data-action-call.js';
import { GenesysClient } from '../upstreams/genesys/genesys.client.js';

class QueuesInput {
  /**
   * Ids of the queues to list. Default: all queues.
   * @example ["987df7bd-f458-4534-b98d-330d3232a3fe"]
   */
  @IsOptional()
  @ArrayMaxSize(100, { message: 'queueIds must be a list of at most 100 ids, or a string with such a list as JSON' })
  @Matches(/^[\w-]{1,64}$/, { each: true, message: 'each value in queueIds must be the id of a queue' })
  readonly queueIds?: string[];

  /**
   * Full name of the queue. A `*` at the start or the end matches any text.
   * @example "Billing*"
   */
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly name?: string;

  /**
   * Queues per page.
   * @example 25
   */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  readonly pageSize: number = 25;

  /**
   * Page number, starting at 1.
   * @example 1
   */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly pageNumber: number = 1;
}

/** Queue without its media settings. Texts that the platform omits are empty. */
class QueueEntity {
  /**
   * Id of the queue.
   * @example "987df7bd-f458-4534-b98d-330d3232a3fe"
   */
  readonly id: string;

  /**
   * Name of the queue.
   * @example "Billing"
   */
  readonly name: string;

  /**
   * Description of the queue; empty if it has none.
   * @example "Customers of Billing"
   */
  readonly description: string;

  /**
   * Id of the queue's division.
   * @example "a868fd36-291b-4744-984a-712e4b86379b"
   */
  readonly divisionId: string;

  /**
   * Name of the queue's division.
   * @example "Home"
   */
  readonly divisionName: string;

  /**
   * Agents assigned to the queue.
   * @example 18
   */
  @ApiProperty({ type: 'integer' })
  readonly memberCount: number;

  /**
   * Assigned agents that have joined the queue.
   * @example 9
   */
  @ApiProperty({ type: 'integer' })
  readonly joinedMemberCount: number;
}

/** Position of the page in the whole list. */
class Pagination {
  /**
   * Number of this page; the first is 1.
   * @example 1
   */
  @ApiProperty({ type: 'integer' })
  readonly pageNumber: number;

  /**
   * Upper limit of queues per page.
   * @example 25
   */
  @ApiProperty({ type: 'integer' })
  readonly pageSize: number;

  /**
   * Queues on all pages.
   * @example 1
   */
  @ApiProperty({ type: 'integer' })
  readonly total: number;

  /**
   * Number of pages of this size; 0 if no queue matches.
   * @example 1
   */
  @ApiProperty({ type: 'integer' })
  readonly pageCount: number;
}

class QueuesOutput {
  /** The queues of this page. */
  readonly entities: QueueEntity[];
  /** The position of this page. */
  readonly pagination: Pagination;
}

/** Omits queues that do not exist. An empty list is a success, even for a page after the last one. */
@DataAction('queues', {
  effect: 'read',
  summary: 'Lists queues by id or name, for a flow that selects one',
  needs: ['GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET'],
  alsoServedAt: ['/dataaction/queues'],
  cache: {},
})
export class QueuesAction {
  constructor(private readonly genesys: GenesysClient) {}

  @Execute(QueuesOutput)
  async execute(
    @Input() { queueIds, name, pageSize, pageNumber }: QueuesInput,
    @Call() call: DataActionCall,
  ): Promise<QueuesOutput> {
    const page = await this.genesys.queues({ ids: queueIds, name, pageSize, pageNumber }, call);
    const { queues, ...pagination } = page;
    return { entities: queues, pagination };
  }
}
