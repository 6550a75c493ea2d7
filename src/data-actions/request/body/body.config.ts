import { EnvInteger } from '../../../config/variables/env.decorator.js';

export class BodyConfig {
  /** Maximum size of a request body. The platform sends at most 512,000 bytes. */
  @EnvInteger('BODY_LIMIT_BYTES', { min: 1 })
  readonly limitBytes: number = 512_000;

  /** Maximum total size of the bodies of all running calls; further calls get 429. */
  @EnvInteger('BODY_TOTAL_BYTES', { min: 1 })
  readonly totalBytes: number = 33_554_432;
}
