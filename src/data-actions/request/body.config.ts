import { IsInt, Min } from 'class-validator';
import { Env } from '../../config/env.decorator.js';

export class BodyConfig {
  /** The largest request body that is read; the platform sends no more than 512,000 bytes. */
  @Env('BODY_LIMIT_BYTES')
  @IsInt()
  @Min(1)
  readonly limitBytes: number = 512_000;

  /** What the bodies of all running calls may take together; a call beyond it gets 429. */
  @Env('BODY_TOTAL_BYTES')
  @IsInt()
  @Min(1)
  readonly totalBytes: number = 33_554_432;
}
