import { ExecutionContext, Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PUBLIC, PublicAccess } from './public.decorator.js';
import { SCOPE } from './scope.decorator.js';

/** Access rules of a route, from its decorators. */
export interface RouteAccess {
  /** Undefined: requires authentication. */
  readonly public: PublicAccess | undefined;
  readonly scope: string | undefined;
}

const reflector = new Reflector();
const known = new WeakMap<Type, WeakMap<object, RouteAccess>>();

/** Returns the access rules of a call's route. Caches them, because every guard needs them and a search is slow. */
export function accessOf(context: ExecutionContext): RouteAccess {
  const [Class, handler] = [context.getClass(), context.getHandler()];
  return known.get(Class)?.get(handler) ?? learn(Class, handler);
}

function learn(Class: Type, handler: ReturnType<ExecutionContext['getHandler']>): RouteAccess {
  const access = {
    public: reflector.getAllAndOverride<PublicAccess | undefined>(PUBLIC, [handler, Class]),
    scope: reflector.getAllAndOverride<string | undefined>(SCOPE, [handler, Class]),
  };
  const ofClass = known.get(Class) ?? new WeakMap<object, RouteAccess>();
  known.set(Class, ofClass.set(handler, access));
  return access;
}
