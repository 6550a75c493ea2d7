import { IsInt, Min } from 'class-validator';
import { Env } from '../../config/env.decorator.js';

export class ResponseConfig {
  /** The largest response of an action; a flow takes no more than 2 MB. */
  @Env('RESPONSE_LIMIT_BYTES')
  @IsInt()
  @Min(16_384)
  readonly limitBytes: number = 2_097_152;
}
