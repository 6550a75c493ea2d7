import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InsufficientScope } from '../errors/request-errors.js';
import { callerOfRequest } from './caller.js';
import { SCOPE } from './scope.decorator.js';

/** Lets a caller through whose token carries the route's scope; no scope implies another. */
@Injectable()
export class ScopesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const scope = this.reflector.getAllAndOverride<string | undefined>(SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (scope === undefined) return true;
    const { scopes } = callerOfRequest(context.switchToHttp().getRequest<object>());
    if (!scopes.includes(scope)) throw new InsufficientScope(scope);
    return true;
  }
}
