import { ExecutionContext, Type } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PUBLIC, PublicAccess } from './public.decorator.js';
import { SCOPE } from './scope.decorator.js';

/** Whom a route is open to, as its decorators say. */
export interface RouteAccess {
  /** Undefined: only callers that have proved who they are. */
  readonly public: PublicAccess | undefined;
  /** What such a caller needs beside. */
  readonly scope: string | undefined;
}

const reflector = new Reflector();
const known = new WeakMap<Type, WeakMap<object, RouteAccess>>();

/** Of the route that a call goes to. It is looked up once: metadata is found by a walk along prototypes, and each guard asks. */
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
