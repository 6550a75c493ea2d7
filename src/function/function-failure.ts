import { Envelope } from '../errors/error-envelope.js';

/** How a runtime is told that a call failed. Its message is shown in the flow's failure output, so it says what the envelope says. */
export class FunctionFailure extends Error {
  readonly code: Envelope['code'];

  constructor({ code, errors, correlation_id }: Envelope) {
    super(`${code}: ${errors.join('; ')} (correlation id ${correlation_id})`);
    this.name = 'FunctionFailure';
    this.code = code;
  }
}
