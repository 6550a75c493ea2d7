import { IsInt, Min } from 'class-validator';
import { Env } from '../../config/variables/env.decorator.js';

export class ResponseConfig {
  /** Maximum size of a response. A flow accepts at most 2 MB. */
  @Env('RESPONSE_LIMIT_BYTES')
  @IsInt()
  @Min(16_384)
  readonly limitBytes: number = 2_097_152;
}
