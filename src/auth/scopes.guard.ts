import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Forbidden, InsufficientScope } from '../errors/request-errors.js';
import { callerOfRequest } from './caller.js';
import { SCOPE } from './scope.decorator.js';

/** Lets a caller through who has the route's scope, by its token or by what the configuration grants it; no scope implies another. */
@Injectable()
export class ScopesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const scope = this.reflector.getAllAndOverride<string | undefined>(SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (scope === undefined) return true;
    const { scopes, credential } = callerOfRequest(context.switchToHttp().getRequest<object>());
    if (scopes.includes(scope)) return true;
    throw credential ? new Forbidden(`The client lacks the scope ${scope}`) : new InsufficientScope(scope);
  }
}
