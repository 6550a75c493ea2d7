import { IsIn } from 'class-validator';
import { Env } from '../config/env.decorator.js';

const SCOPES = ['dataaction:read', 'dataaction:write'];

export class FunctionConfig {
  /** What events without a token may do, which the runtime's access control has authorised; unset: nothing. */
  @Env('FUNCTION_SCOPES', (text) => text.split(/[\s,]+/).filter((item) => item !== ''))
  @IsIn(SCOPES, { each: true, message: `scopes must be of ${SCOPES.join(', ')}` })
  readonly scopes: readonly string[] = [];

  /** The Data Action that answers an event which names none. */
  @Env('FUNCTION_ACTION')
  readonly action?: string;
}
