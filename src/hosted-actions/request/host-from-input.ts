import { InternalError } from '../../errors/action-error.js';

/**
 * A template lets an input choose the host. Startup rejects such a definition, so this error during a call is a bug.
 */
export class HostFromInput extends InternalError {
  constructor(readonly input: string) {
    super({ cause: new Error(`${input} would choose the host of the address`) });
  }
}
