import { IsOptional, IsUrl } from 'class-validator';
import { Env, EnvSecret } from '../../config/env.decorator.js';
import { HTTP_URL } from '../../config/http-url.js';

export class CrmConfig {
  /** Where the CRM is; unset leaves the actions that need it out of the catalogue. */
  @Env('CRM_BASE_URL')
  @IsOptional()
  @IsUrl(HTTP_URL)
  readonly baseUrl?: string;

  /** Sent as `X-API-Key`. */
  @EnvSecret('CRM_API_KEY')
  readonly apiKey?: string;
}
