import { IsInt, Min } from 'class-validator';
import { Env } from '../../config/env.decorator.js';

export class BodyConfig {
  /** The largest request body that is read; the platform sends no more than 512,000 bytes. */
  @Env('BODY_LIMIT_BYTES')
  @IsInt()
  @Min(1)
  readonly limitBytes: number = 512_000;
}
