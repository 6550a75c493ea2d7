import { ActionDefinition } from '../../engine/action/action-definition.js';
import { Policy } from '../policy/policy.js';
import { Kind } from './check-url.js';
import { RequestTemplates } from './request-template.js';

/** An exported definition that the service serves, or that provides the `authResponse` of other definitions. */
export interface HostedDefinition {
  readonly path: string;
  readonly name: string;
  readonly kind: Kind;
  readonly definition: ActionDefinition;
  readonly templates: RequestTemplates;
  readonly policy: Policy;
}

/** Returns whether a definition is a `customAuth` action. Such an action has no route. */
export const isAuth = ({ definition }: Pick<HostedDefinition, 'definition'>): boolean =>
  definition.actionType === 'customAuth';

export const effectOf = ({ definition, policy }: Pick<HostedDefinition, 'definition' | 'policy'>): 'read' | 'write' =>
  policy.effect ?? (definition.config.request.requestType.toUpperCase() === 'GET' ? 'read' : 'write');

/** Returns the name of a file up to its first dot, in kebab case: `Get-Queue-ID.custom.json` becomes `get-queue-id`. */
export function nameOfFile(fileName: string): string {
  const [base = ''] = fileName.split('.', 1);
  return base
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
    .join('-');
}
