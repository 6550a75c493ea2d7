import { IsIn, IsNotEmpty, IsOptional } from 'class-validator';
import { Env } from '../../config/variables/env.decorator.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const LOG_FORMATS = ['json', 'pretty'] as const;

export class LoggingConfig {
  /** Minimum severity. */
  @Env('LOG_LEVEL')
  @IsIn(LOG_LEVELS)
  readonly level: (typeof LOG_LEVELS)[number] = 'info';

  /** `json` for machines, `pretty` for a person. Unset: `pretty` on a terminal outside production. */
  @Env('LOG_FORMAT')
  @IsOptional()
  @IsIn(LOG_FORMATS)
  readonly format?: (typeof LOG_FORMATS)[number];

  /** Folder or URL of the documentation: the first part of `docs_url` in log lines. */
  @Env('LOG_DOCS_URL')
  @IsNotEmpty()
  readonly docsUrl: string = 'docs';
}
