import { EnvInteger } from '../../config/variables/env.decorator.js';

export class ResponseConfig {
  /** Maximum size of a response. A flow accepts at most 2 MB. */
  @EnvInteger('RESPONSE_LIMIT_BYTES', { min: 16_384 })
  readonly limitBytes: number = 2_097_152;
}
