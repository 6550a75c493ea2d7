import { Type } from '@nestjs/common';
import { ActionError } from '../../errors/action-error.js';

/** Additional envelope fields of one action, present in every response. */
export interface EnvelopeExtras {
  /** Class that describes the fields. No field is optional or null. */
  readonly fields: Type<object>;
  /** Returns the values of the fields for an output, which is an instance of the output class. */
  ofOutput(output: object): object;
  ofFailure(failure: ActionError): object;
}
