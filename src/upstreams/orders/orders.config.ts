import { IsOptional, IsUrl } from 'class-validator';
import { Env, EnvSecret } from '../../config/env.decorator.js';
import { HTTP_URL } from '../../config/http-url.js';

export class OrdersConfig {
  /** Where the orders API is; unset leaves its branch out. */
  @Env('ORDERS_BASE_URL')
  @IsOptional()
  @IsUrl(HTTP_URL)
  readonly baseUrl?: string;

  /** Sent as bearer token. */
  @EnvSecret('ORDERS_API_KEY')
  readonly apiKey?: string;
}
