import { IsInt, Min } from 'class-validator';
import { Env } from '../../../config/variables/env.decorator.js';

export class BodyConfig {
  /** Maximum size of a request body. The platform sends at most 512,000 bytes. */
  @Env('BODY_LIMIT_BYTES')
  @IsInt()
  @Min(1)
  readonly limitBytes: number = 512_000;

  /** Maximum total size of the bodies of all running calls; further calls get 429. */
  @Env('BODY_TOTAL_BYTES')
  @IsInt()
  @Min(1)
  readonly totalBytes: number = 33_554_432;
}
