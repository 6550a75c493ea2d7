import { Type } from '@nestjs/common';
import { ActionError } from '../../errors/action-error.js';

/** What the envelope of one action carries beside everybody's fields, in every outcome. */
export interface EnvelopeExtras {
  /** Describes the fields; none is optional, and none is ever null. */
  readonly fields: Type<object>;
  /** Their values beside an output, which is an instance of the action's own class. */
  ofOutput(output: object): object;
  ofFailure(failure: ActionError): object;
}
