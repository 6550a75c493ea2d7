import { EnvInteger } from '../../config/variables/env.decorator.js';

/** Limits of searches for conversations. The platform does not publish its own limits; it rejects a query beyond them. */
export class GenesysAnalyticsConfig {
  /** Longest interval of one query, in days. A longer interval becomes several queries. */
  @EnvInteger('GENESYS_ANALYTICS_MAX_DAYS', { min: 1, max: 366 })
  readonly maxDays: number = 31;

  /** Conversations per page, unless a call requests fewer. */
  @EnvInteger('GENESYS_ANALYTICS_PAGE_SIZE', { min: 1, max: 1_000 })
  readonly pageSize: number = 100;
}
