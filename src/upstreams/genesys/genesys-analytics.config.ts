import { IsInt, Max, Min } from 'class-validator';
import { Env } from '../../config/env.decorator.js';

/** How conversations are searched for; the platform tells these limits only by refusing what is over them. */
export class GenesysAnalyticsConfig {
  /** The longest interval of one query, in days; longer ones become several. */
  @Env('GENESYS_ANALYTICS_MAX_DAYS')
  @IsInt()
  @Min(1)
  @Max(366)
  readonly maxDays: number = 31;

  /** The most conversations on a page, and as many unless a call asks for fewer. */
  @Env('GENESYS_ANALYTICS_PAGE_SIZE')
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly pageSize: number = 100;
}
