import { IsIn } from 'class-validator';
import { Env } from '../../config/variables/env.decorator.js';

const SCOPES = ['dataaction:read', 'dataaction:write'];

export class FunctionConfig {
  /** Scopes of events without a token. The runtime's access control has authorised their senders. Default: none. */
  @Env('FUNCTION_SCOPES', (text) => text.split(/[\s,]+/).filter((item) => item !== ''))
  @IsIn(SCOPES, { each: true, message: `scopes must contain only ${SCOPES.join(', ')}` })
  readonly scopes: readonly string[] = [];

  /** The Data Action for events that do not name one. */
  @Env('FUNCTION_ACTION')
  readonly action?: string;
}
