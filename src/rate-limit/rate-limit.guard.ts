import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Request } from 'express';
import { callerOfRequest } from '../auth/access/caller.js';
import { accessOf } from '../auth/access/route-access.js';
import { RateLimited } from '../errors/limit-errors.js';
import { deadlineOf } from '../resilience/deadline/request-deadline.js';
import { RateLimit } from './rate-limit.js';

/** Rejects calls over the client's rate limit before their body is read. Public routes have no limit. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limit: RateLimit) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!this.limit.isSet) return true;
    if (accessOf(context).public) return true;
    return this.checkLimit(context.switchToHttp().getRequest<Request>());
  }

  private async checkLimit(request: Request): Promise<true> {
    const retryAfterMs = await deadlineOf(request).race(this.limit.take(callerOfRequest(request)));
    if (retryAfterMs > 0)
      throw new RateLimited('The rate limit of this client is exceeded', this.limit.policy, retryAfterMs);
    return true;
  }
}
