import { Type } from '@nestjs/common';
import { ActionError } from '../../errors/action-error.js';

/** Additional envelope fields of one action, present in every response. */
export interface EnvelopeExtras {
  /** Class that describes the fields. None is optional or null. */
  readonly fields: Type<object>;
  /** Returns their values for an output, an instance of the output class. */
  ofOutput(output: object): object;
  ofFailure(failure: ActionError): object;
}
