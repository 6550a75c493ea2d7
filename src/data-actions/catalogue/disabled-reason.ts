import { Type } from '@nestjs/common';
import { Environment } from '../../config/variables/environment.js';
import { dataActionOf } from '../contract/data-action.metadata.js';

/**
 * Returns why an action is disabled: neither a variable that its upstreams need nor its `_FILE` form is set.
 *
 * @returns undefined if all variables are set
 */
export function disabledReason(action: Type<object>, environment: Environment): string | undefined {
  const { name, needs = [], needsOneOf = [] } = dataActionOf(action) ?? { name: action.name };
  const isMissing = (variable: string): boolean =>
    !environment[variable]?.trim() && !environment[`${variable}_FILE`]?.trim();
  const missing = needs.filter(isMissing);
  if (needsOneOf.length > 0 && needsOneOf.every(isMissing)) missing.push(needsOneOf.join(' or '));
  if (missing.length === 0) return undefined;
  return `Action ${name} is disabled: set ${missing.join(', ')} to enable it`;
}
