import { Envelope } from '../../envelope/envelope.js';

/**
 * Failure that the runtime reports. A flow shows the message as the failure output, so the message contains the envelope's
 * errors.
 */
export class FunctionFailure extends Error {
  readonly code: Envelope['code'];

  constructor({ code, errors, correlation_id }: Envelope) {
    super(`${code}: ${errors.join('; ')} (correlation id ${correlation_id})`);
    this.name = 'FunctionFailure';
    this.code = code;
  }
}
