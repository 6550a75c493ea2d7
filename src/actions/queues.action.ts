import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { DataActionCall } from '../data-actions/request/data-action-call.js';
import { GenesysClient } from '../upstreams/genesys/genesys.client.js';

class QueuesInput {
  /**
   * The queues that are wanted; absent or empty: all of them.
   * @example ["987df7bd-f458-4534-b98d-330d3232a3fe"]
   */
  @IsOptional()
  @ArrayMaxSize(100, { message: 'queueIds must be a list of at most 100 ids, or a string that holds one as JSON' })
  @Matches(/^[\w-]{1,64}$/, { each: true, message: 'each value in queueIds must be the id of a queue' })
  readonly queueIds?: string[];

  /**
   * The queue's whole name, in which `*` at either end stands for any text.
   * @example "Billing*"
   */
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly name?: string;

  /**
   * Queues on a page.
   * @example 25
   */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  readonly pageSize: number = 25;

  /**
   * Which page, from 1 on.
   * @example 1
   */
  @ApiPropertyOptional({ type: 'integer' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly pageNumber: number = 1;
}

/** A queue without its media settings; a text that the platform does not give is empty. */
class QueueEntity {
  /** @example "987df7bd-f458-4534-b98d-330d3232a3fe" */
  readonly id: string;

  /** @example "Billing" */
  readonly name: string;

  /** @example "Customers of Billing" */
  readonly description: string;

  /** @example "a868fd36-291b-4744-984a-712e4b86379b" */
  readonly divisionId: string;

  /** @example "Home" */
  readonly divisionName: string;

  /**
   * Agents assigned to the queue.
   * @example 18
   */
  @ApiProperty({ type: 'integer' })
  readonly memberCount: number;

  /**
   * Those of them who have joined it.
   * @example 9
   */
  @ApiProperty({ type: 'integer' })
  readonly joinedMemberCount: number;
}

/** Where the page stands in the whole list. */
class Pagination {
  /** @example 1 */
  @ApiProperty({ type: 'integer' })
  readonly pageNumber: number;

  /** @example 25 */
  @ApiProperty({ type: 'integer' })
  readonly pageSize: number;

  /**
   * Queues on all pages.
   * @example 1
   */
  @ApiProperty({ type: 'integer' })
  readonly total: number;

  /**
   * Pages of that size; 0 where nothing was found.
   * @example 1
   */
  @ApiProperty({ type: 'integer' })
  readonly pageCount: number;
}

class QueuesOutput {
  readonly entities: QueueEntity[];
  readonly pagination: Pagination;
}

/** Queues that do not exist are left out, as on a page past the last one: an empty list is an answer. */
@DataAction('queues', {
  effect: 'read',
  summary: 'Lists queues by id or name, so that the flow can choose one',
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
