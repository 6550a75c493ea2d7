import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Forbidden, InsufficientScope } from '../../errors/request-errors.js';
import { callerOfRequest } from './caller.js';
import { accessOf } from './route-access.js';

/** Requires the scope of the route. No scope implies another. */
@Injectable()
export class ScopesGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { scope } = accessOf(context);
    if (scope === undefined) return true;
    const { scopes, credential } = callerOfRequest(context.switchToHttp().getRequest<object>());
    if (scopes.includes(scope)) return true;
    throw credential ? new Forbidden(`The client lacks the scope ${scope}`) : new InsufficientScope(scope);
  }
}
