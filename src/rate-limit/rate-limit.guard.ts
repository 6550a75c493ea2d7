import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Request } from 'express';
import { callerOfRequest } from '../auth/caller.js';
import { PUBLIC } from '../auth/public.decorator.js';
import { Overloaded } from '../errors/limit-errors.js';
import { deadlineOf } from '../resilience/request-deadline.js';
import { RateLimit } from './rate-limit.js';

/** Turns away a client that calls more often than it may, before its body is read; public routes count nobody. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limit: RateLimit,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!this.limit.isSet) return true;
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    return this.mayCall(context.switchToHttp().getRequest<Request>());
  }

  private async mayCall(request: Request): Promise<true> {
    const retryAfterMs = await deadlineOf(request).race(this.limit.take(callerOfRequest(request)));
    if (retryAfterMs > 0) throw new Overloaded('This client calls more often than it may', { retryAfterMs });
    return true;
  }
}
