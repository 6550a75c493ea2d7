import { InternalError } from '../../errors/action-error.js';

/** A template lets an input choose the host. The start refuses such a definition, so a call that meets it shows a bug. */
export class HostFromInput extends InternalError {
  constructor(readonly input: string) {
    super({ cause: new Error(`${input} would choose the host of the address`) });
  }
}
