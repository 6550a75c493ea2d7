import { InternalError } from '../../errors/action-error.js';

/** Thrown if a rendered template would let an input choose the host. This is a bug, because startup rejects such definitions. */
export class HostFromInput extends InternalError {
  constructor(readonly input: string) {
    super({ cause: new Error(`${input} would choose the host of the URL`) });
  }
}
