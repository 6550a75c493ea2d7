import { IsInt, Max, Min } from 'class-validator';
import { Env } from '../../config/variables/env.decorator.js';

/** Limits of searches for conversations. The platform does not publish its own limits; it rejects a query beyond them. */
export class GenesysAnalyticsConfig {
  /** Longest interval of one query, in days. A longer interval becomes several queries. */
  @Env('GENESYS_ANALYTICS_MAX_DAYS')
  @IsInt()
  @Min(1)
  @Max(366)
  readonly maxDays: number = 31;

  /** Conversations per page, unless a call requests fewer. */
  @Env('GENESYS_ANALYTICS_PAGE_SIZE')
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly pageSize: number = 100;
}
